using Domar.HostTools.Units;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>One run of a container: LXC's monitor in its unit.</summary>
internal sealed class ContainerSession(UnitState unit, Task<UnitExit> exit, TimeProvider time) : GuestSession(unit, exit)
{
    private static readonly TimeSpan ShortestRun = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override string ProgramName => "The container";

    /// <inheritdoc/>
    /// <remarks>
    /// LXC's monitor ends with 0 however the container's init has ended: after <c>poweroff</c>, or because it failed. One that did so right after its start
    /// failed.
    /// </remarks>
    public override bool IsCleanEnd(UnitExit exit) => exit is { ExitCode: 0 } && time.GetUtcNow() - Unit.StartedAt >= ShortestRun;

    /// <inheritdoc/>
    public override void StartMonitoring(Action<GuestEvent> post) => _ = ReportExitAsync(post);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
