using Domar.Core.Config;
using Domar.Core.Lxc;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Steps;
using Domar.HostTools.Lxc;
using Domar.HostTools.Steps;
using Domar.HostTools.Units;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Containers;

/// <summary>Gathers what a plan needs, plans, and carries the plan out: from a config to a container that runs.</summary>
internal sealed class ContainerLauncher(
    ContainerRegistry registry, ContainerVolumes volumes, ContainerRootfs rootfs, LxcHostProbe probe, IStepExecutor steps, ContainerUnits units, ContainerPlaces places, TimeProvider time)
{
    // An init that dies in this time died of its start, and the request says so.
    private static readonly TimeSpan FirstMoment = TimeSpan.FromMilliseconds(5);

    // It takes milliseconds from LXC's readiness to the init's own program; on a host that is short of everything, longer.
    private static readonly TimeSpan ProgramTime = TimeSpan.FromSeconds(5);

    private const int LogBytes = 16384;

    // For LXC to kill what has not shut down, before systemd does.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    /// <summary>The plan that a start would carry out now.</summary>
    /// <exception cref="RequestRefusedException">It cannot be started as it is; the message says what to do.</exception>
    public async Task<LxcLaunchPlan> PlanAsync(GuestId id, ConfigSection section, CancellationToken cancellationToken) =>
        Plan(id, section, await volumes.ResolveAsync(id, section, cancellationToken).ConfigureAwait(false));

    private LxcLaunchPlan Plan(GuestId id, ConfigSection section, IReadOnlyDictionary<string, ResolvedVolume> found)
    {
        var devices = section.Indexed("dev").Select(device => section.Property($"dev{device.Index}")?["path"]).OfType<string>();
        try
        {
            return LxcPlanner.Plan(id, section, found, probe.Read(id.Value, devices), ContainerPlaces.Of(id));
        }
        catch (PlanException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start CT {id}: {e.Message}", null, e);
        }
    }

    /// <summary>Starts a container; returns when its init runs. Nothing is left when it fails.</summary>
    public async Task StartAsync(GuestEntry guest, bool skipLock, ITaskContext task, CancellationToken cancellationToken)
    {
        var id = guest.Id;
        places.Require();
        var config = registry.ReadFresh(id);
        ConfigLock.Check(id, config, skipLock);
        if (config.Current.GetBoolean("template", false))
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"CT {id} is a template and cannot be started; clone it instead");
        }

        if (config.Pending is not null)
        {
            task.Log("applying pending changes");
            config = registry.Update(id, PendingChanges.Apply);
        }

        var found = await volumes.ResolveAsync(id, config.Current, cancellationToken).ConfigureAwait(false);
        var plan = Plan(id, config.Current, found);
        foreach (var warning in plan.Warnings)
        {
            task.Warn(warning);
        }

        await PrepareAsync(id, plan, cancellationToken).ConfigureAwait(false);
        if (found.TryGetValue("rootfs", out var root))
        {
            await rootfs.RefreshAsync(id, root, config.Current, task, cancellationToken).ConfigureAwait(false);
        }

        await LaunchAsync(guest, plan, cancellationToken).ConfigureAwait(false);
    }

    private async Task LaunchAsync(GuestEntry guest, LxcLaunchPlan plan, CancellationToken cancellationToken)
    {
        var paths = ContainerPlaces.Of(guest.Id);
        UnitState unit;
        try
        {
            unit = await units.Manager.StartAsync(
                new UnitSpec
                {
                    Name = GuestRegistry.UnitName(GuestKind.Lxc, guest.Id),
                    Description = $"{guest.Name} ({plan.Hostname})",
                    Program = plan.Program,
                    Arguments = plan.Arguments,
                    LogPath = paths.Log,
                    // systemd's default is a share of the host's; a container's limit is its memory.
                    Resources = plan.Resources with { TasksMax = plan.Resources.TasksMax ?? int.MaxValue },
                    MakesCgroups = true,
                    HasPrivateMounts = true,
                    TellsWhenReady = true,
                    StopCommand = plan.StopCommand,
                    StopTimeout = plan.StopTimeout + StopGrace,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (UnitException e)
        {
            var reason = LxcLogParser.Reason(LogTail.Read(paths.Log, LogBytes));
            throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start {guest.Name}: {reason ?? e.Message}", null, e);
        }

        var session = registry.NewSession(guest.Id, unit);
        guest.Supervisor.Post(new Launched(session, adopted: false));
        await ContainerInit.WaitForProgramAsync(unit.MainPid, session.Exit, ProgramTime, time, cancellationToken).ConfigureAwait(false);
        if (await Task.WhenAny(session.Exit, Task.Delay(FirstMoment, CancellationToken.None)).ConfigureAwait(false) == session.Exit)
        {
            var exit = await session.Exit.ConfigureAwait(false);
            guest.Supervisor.Post(new UnitExited(session, exit));
            var reason = LxcLogParser.Reason(LogTail.Read(paths.Log, LogBytes));
            throw new RequestRefusedException(
                RefusalReason.Conflict, $"Cannot start {guest.Name}: {reason ?? $"its init ended at once. {exit.LogTail.Trim()}".TrimEnd()}");
        }

        guest.Supervisor.Post(new Answered(session, "running"));
        session.StartMonitoring(guest.Supervisor.Post);
    }

    /// <summary>Makes the folders and files of the plan.</summary>
    private async Task PrepareAsync(GuestId id, LxcLaunchPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            // LXC appends to both.
            File.Delete(ContainerPlaces.Of(id).ConsoleLog);
            File.Delete(ContainerPlaces.Of(id).Log);
            await steps.RunAsync(
                new StepPlan([new StepGroup("container", [.. plan.Folders, .. plan.Files])]), new IgnoredProgress(), cancellationToken).ConfigureAwait(false);
        }
        catch (StepFailedException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start CT {id}: {e.Reason}", null, e);
        }
    }

    private sealed class IgnoredProgress : IStepObserver
    {
        public void OnProgress(StepProgress progress)
        {
        }

        public void OnLine(string line)
        {
        }
    }
}
