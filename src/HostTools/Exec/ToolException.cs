namespace Domar.HostTools.Exec;

/// <summary>A host tool could not be run, ran too long, failed, or printed what cannot be read. The message names the tool.</summary>
public class ToolException(string message, Exception? inner = null) : Exception(message, inner);
