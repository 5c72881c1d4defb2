using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Containers;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>Starts the node's guests with it and shuts them down before it, in the order that their configs ask for.</summary>
internal sealed class NodeGuests(
    IEnumerable<GuestRegistry> registries, IVmService vms, IContainerService containers, ITaskRunner tasks, TimeProvider time)
{
    /// <summary>Starts guests one after another. Task type <c>startall</c>.</summary>
    /// <param name="ids">Only these; null for all with <c>onboot</c>.</param>
    /// <param name="force">Also those without <c>onboot</c>.</param>
    /// <param name="user">Who asks.</param>
    public Upid StartAll(IReadOnlySet<GuestId>? ids, bool force, string user) => tasks.Start("startall", "", user, (task, ct) => StartAllAsync(ids, force, user, task, ct));

    /// <summary>Shuts down the guests that run, group after group. Task type <c>stopall</c>.</summary>
    /// <param name="ids">Only these; null for all.</param>
    /// <param name="timeout">How long those may take whose configs do not say; null for their kind's default.</param>
    /// <param name="forceStop">Whether those that do not shut down are stopped.</param>
    /// <param name="user">Who asks.</param>
    public Upid StopAll(IReadOnlySet<GuestId>? ids, TimeSpan? timeout, bool forceStop, string user) =>
        tasks.Start("stopall", "", user, (task, ct) => StopAllAsync(ids, timeout, forceStop, user, task, ct));

    private async Task StartAllAsync(IReadOnlySet<GuestId>? ids, bool force, string user, ITaskContext task, CancellationToken cancellationToken)
    {
        var candidates = Configs(ids, guest => guest.Supervisor.Snapshot.State is GuestState.Stopped && !(guest.Config?.Current.GetBoolean("template", false) ?? false));
        var starts = StartOrderPlanner.PlanStart(force ? candidates.Select(config => config with { StartsOnBoot = true }) : candidates);
        if (starts.Count == 0)
        {
            task.Log("no guest is to be started");
        }

        foreach (var start in starts)
        {
            var name = GuestName.Of(start.Kind, start.Id);
            task.Log($"starting {name}");
            await RunAsync(name, () => start.Kind is GuestKind.Lxc
                ? containers.Power(start.Id, GuestRequestKind.Start, new VmPowerOptions(), user)
                : vms.Start(start.Id, new VmPowerOptions(), user), task, cancellationToken).ConfigureAwait(false);
            if (start.DelayAfter > TimeSpan.Zero)
            {
                task.Log($"waiting {start.DelayAfter.TotalSeconds:0} s before the next, as its config asks");
                await Task.Delay(start.DelayAfter, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task StopAllAsync(
        IReadOnlySet<GuestId>? ids, TimeSpan? timeout, bool forceStop, string user, ITaskContext task, CancellationToken cancellationToken)
    {
        var running = Configs(ids, guest => guest.Supervisor.Snapshot.State is not GuestState.Stopped)
            .Select(config => config.ShutdownTimeout is null ? config with { ShutdownTimeout = timeout } : config);
        foreach (var group in StartOrderPlanner.PlanShutdown(running))
        {
            await Task.WhenAll(group.Select(shutdown => ShutDownAsync(shutdown, forceStop, user, task, cancellationToken))).ConfigureAwait(false);
        }
    }

    private async Task ShutDownAsync(GuestShutdown shutdown, bool forceStop, string user, ITaskContext task, CancellationToken cancellationToken)
    {
        var name = GuestName.Of(shutdown.Kind, shutdown.Id);
        task.Log($"shutting down {name} (timeout {shutdown.Timeout.TotalSeconds:0} s)");

        // A lock is no reason to pull the plug on a guest that could shut down.
        var options = new VmPowerOptions { Timeout = shutdown.Timeout, ForceStop = forceStop, SkipLock = true };
        var isSilent = registries.First(registry => registry.Kind == shutdown.Kind).Find(shutdown.Id)?.Supervisor.Snapshot.State is GuestState.Unresponsive;
        await RunAsync(name, () => (shutdown.Kind, isSilent && forceStop) switch
        {
            (GuestKind.Lxc, _) => containers.Power(shutdown.Id, GuestRequestKind.Shutdown, options, user),
            (_, true) => vms.Stop(shutdown.Id, options, user),
            _ => vms.Shutdown(shutdown.Id, options, user),
        }, task, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs one guest's task to its end; what goes wrong with one guest is told and does not keep the others.</summary>
    private async Task RunAsync(string name, Func<Upid> begin, ITaskContext task, CancellationToken cancellationToken)
    {
        try
        {
            var result = await tasks.WaitAsync(begin(), cancellationToken).ConfigureAwait(false);
            if (result is { IsFailed: true })
            {
                task.Warn($"{name}: {result.ExitStatus}");
            }
        }
        catch (RequestRefusedException e)
        {
            task.Warn($"{name}: {e.Message}");
        }
    }

    private List<StartupConfig> Configs(IReadOnlySet<GuestId>? ids, Func<GuestEntry, bool> wanted) => registries
        .SelectMany(registry => registry.Entries)
        .Where(guest => (ids is null || ids.Contains(guest.Id)) && wanted(guest))
        .Select(guest => guest.Config is { } config ? StartupConfig.Read(guest.Id, guest.Kind, config.Current) : new StartupConfig(guest.Id, guest.Kind))
        .ToList();
}
