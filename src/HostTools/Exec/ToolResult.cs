namespace Domar.HostTools.Exec;

/// <summary>How a tool ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + the signal when a signal ended it.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ToolResult(int ExitCode, string Output, string Error);
