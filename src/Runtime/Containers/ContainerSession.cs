using Domar.HostTools.Units;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>One run of a container: LXC's monitor in its unit.</summary>
internal sealed class ContainerSession(UnitState unit, Task<UnitExit> exit) : GuestSession(unit, exit)
{
    /// <inheritdoc/>
    public override string ProgramName => "The container";

    /// <inheritdoc/>
    /// <remarks>LXC's monitor ends with 0 when the container's init has ended by itself, as after <c>poweroff</c>.</remarks>
    public override bool IsCleanEnd(UnitExit exit) => exit is { ExitCode: 0 };

    /// <inheritdoc/>
    public override void StartMonitoring(Action<GuestEvent> post) => _ = ReportExitAsync(post);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
