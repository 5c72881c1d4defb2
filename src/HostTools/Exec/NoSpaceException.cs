namespace Domar.HostTools.Exec;

/// <summary>A host tool failed because the file system, pool or quota that it wrote to is full. Nothing half made is left by the tools' own types.</summary>
/// <param name="message">Names the tool and what it wrote.</param>
public sealed class NoSpaceException(string message) : ToolException(message);
