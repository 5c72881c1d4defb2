using Domar.HostTools.Exec;

namespace Domar.Runtime.Daemon;

/// <summary>
/// Runs tools that may not run in the daemon's own sandbox (they mount, enter namespaces, map ids): as units of their own where systemd is, else as
/// children. A type of its own, so that nobody takes it for the usual runner.
/// </summary>
internal sealed class OutsideRunner(IToolRunner runner)
{
    /// <summary>The runner.</summary>
    public IToolRunner Runner { get; } = runner;

    /// <summary>Runs a tool to its end.</summary>
    /// <exception cref="ToolException">It could not be started, or did not end within its time.</exception>
    public Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken) => Runner.RunAsync(command, cancellationToken);
}
