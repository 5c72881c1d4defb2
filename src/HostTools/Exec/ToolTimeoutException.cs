namespace Domar.HostTools.Exec;

/// <summary>A host tool did not end within its time, and was killed.</summary>
public sealed class ToolTimeoutException(string message) : ToolException(message);
