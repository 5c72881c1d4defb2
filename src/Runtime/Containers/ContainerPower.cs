using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.HostTools.Units;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Containers;

/// <summary>Start, stop, shutdown and reboot of containers.</summary>
internal sealed class ContainerPower(ContainerRegistry registry, ContainerLauncher launcher, ContainerUnits units, ContainerTools lxc, ITaskRunner tasks, GuestTimings timings)
{
    /// <summary>How long a container may take to shut down when the request does not say; Proxmox's default too.</summary>
    public static readonly TimeSpan DefaultShutdownTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Begins one of the power actions as a task, after what can be refused at once.</summary>
    public Upid Begin(GuestId id, GuestRequestKind kind, VmPowerOptions options, string user, bool reboot = false)
    {
        var guest = registry.Get(id);
        if (guest.Config is { } config && guest.ConfigProblem is null)
        {
            ConfigLock.Check(id, config, options.SkipLock);
        }
        else if (kind is GuestRequestKind.Start)
        {
            guest.RequireConfig();
        }

        guest.Supervisor.Check(kind);
        if (reboot && guest.Supervisor.Snapshot.State is GuestState.Stopped)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"{guest.Name} is not running; start it instead");
        }

        var type = reboot ? "vzreboot" : "vz" + kind.ToString().ToLowerInvariant();
        return tasks.Start(type, id.ToString(), user, (task, ct) => kind switch
        {
            GuestRequestKind.Start => StartAsync(guest, options, task, ct),
            GuestRequestKind.Stop => StopAsync(guest, task, ct),
            GuestRequestKind.Shutdown when reboot => RebootAsync(guest, options, task, ct),
            GuestRequestKind.Shutdown => ShutdownAsync(guest, options, task, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no power action of containers"),
        });
    }

    /// <summary>Starts a container.</summary>
    public Task StartAsync(GuestEntry guest, VmPowerOptions options, ITaskContext task, CancellationToken cancellationToken) =>
        guest.Supervisor.RequestAsync(GuestRequestKind.Start, (_, ct) => launcher.StartAsync(guest, options.SkipLock, task, ct), cancellationToken);

    /// <summary>Ends a container at once; one that is stopped stays so.</summary>
    public async Task StopAsync(GuestEntry guest, ITaskContext task, CancellationToken cancellationToken)
    {
        if (!await guest.Supervisor.RequestAsync(GuestRequestKind.Stop, EndAsync, cancellationToken).ConfigureAwait(false))
        {
            task.Log($"{guest.Name} is stopped already");
        }
    }

    private async Task EndAsync(GuestSession? session, CancellationToken cancellationToken)
    {
        if (session is null)
        {
            return;
        }

        session.EndIsWanted = true;
        await units.Manager.KillAllAsync(session.Unit.Name, cancellationToken).ConfigureAwait(false);
        try
        {
            await session.Exit.WaitAsync(timings.QuitDeadline, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                $"The container (pid {session.Unit.MainPid}) does not end even after SIGKILL: something in it hangs in the kernel, most likely on a storage that does not answer. Look at the kernel log.",
                null, e);
        }
    }

    private async Task ShutdownAsync(GuestEntry guest, VmPowerOptions options, ITaskContext task, CancellationToken cancellationToken)
    {
        var timeout = options.Timeout ?? DefaultShutdownTimeout;
        GuestSession? asked = null;
        var done = await guest.Supervisor.RequestAsync(
            GuestRequestKind.Shutdown,
            async (session, ct) =>
            {
                asked = session;
                if (session is not null)
                {
                    session.EndIsWanted = true;
                    await lxc.AskToShutDownAsync(guest.Id, ct).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (!done)
        {
            task.Log($"{guest.Name} is stopped already");
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await guest.Supervisor.WaitForAsync(snapshot => snapshot.State is GuestState.Stopped || snapshot.Pid != asked?.Unit.MainPid, deadline.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && options.ForceStop)
        {
            task.Log($"the container did not shut down within {timeout.TotalSeconds:0} s; stopping it");
            await StopAsync(guest, task, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            guest.Supervisor.Post(new ShutdownGivenUp(asked));
            cancellationToken.ThrowIfCancellationRequested();
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                $"{guest.Name}: did not shut down within {timeout.TotalSeconds:0} s. Its init may ignore the request; stop it with 'domar ct stop {guest.Id}'.");
        }
    }

    private async Task RebootAsync(GuestEntry guest, VmPowerOptions options, ITaskContext task, CancellationToken cancellationToken)
    {
        await ShutdownAsync(guest, options with { ForceStop = true }, task, cancellationToken).ConfigureAwait(false);
        await StartAsync(guest, options, task, cancellationToken).ConfigureAwait(false);
    }
}
