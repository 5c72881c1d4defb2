namespace Domar.Image.Builder.Cli;

/// <summary>The command line is wrong; exit status 2.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class UsageException(string message) : Exception(message);
