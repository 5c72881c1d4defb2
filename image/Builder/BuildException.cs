namespace Domar.Image.Builder;

/// <summary>The build cannot go on; the message is for people: what, why, what to do. Printed once, exit status 1.</summary>
/// <param name="message">The text, without the program's name.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class BuildException(string message, Exception? inner = null) : Exception(message, inner);
