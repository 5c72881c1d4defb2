namespace Domar.Bench.Image;

/// <summary>A system crashed while it started; the message has the end of its console.</summary>
internal sealed class StartFailedException(string message) : Exception(message);
