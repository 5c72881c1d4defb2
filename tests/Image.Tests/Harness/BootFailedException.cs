namespace Domar.Image.Tests.Harness;

/// <summary>A machine that is waited for has shown that it will not get there; the message says how, with the end of its console.</summary>
internal sealed class BootFailedException(string message) : Exception(message);
