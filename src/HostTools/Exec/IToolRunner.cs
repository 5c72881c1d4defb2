namespace Domar.HostTools.Exec;

/// <summary>Runs host tools to their end. The only way to start a short-lived process.</summary>
public interface IToolRunner
{
    /// <summary>Runs a tool with LC_ALL=C.UTF-8 and collects what it prints.</summary>
    /// <exception cref="ToolException">It could not be started, or did not end within its time; it is killed with its children then.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the tool is killed.</exception>
    Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken);
}
