using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.HostTools.Qmp;
using Domar.HostTools.Units;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>Start, stop, shutdown, reset, reboot, suspend and resume.</summary>
internal sealed class VmPower(VmRegistry registry, VmLauncher launcher, IUnitManager units, ITaskRunner tasks, GuestTimings timings)
{
    /// <summary>How long a guest may take to shut down when the request does not say; Proxmox's default too.</summary>
    public static readonly TimeSpan DefaultShutdownTimeout = TimeSpan.FromSeconds(180);

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
            throw new RequestRefusedException(RefusalReason.Conflict, $"VM {id} is not running; start it instead");
        }

        var type = reboot ? "qmreboot" : "qm" + kind.ToString().ToLowerInvariant();
        return tasks.Start(type, id.ToString(), user, (task, ct) => kind switch
        {
            GuestRequestKind.Start => StartAsync(guest, options, task, ct),
            GuestRequestKind.Stop => StopAsync(guest, task, ct),
            GuestRequestKind.Shutdown when reboot => RebootAsync(guest, options, task, ct),
            GuestRequestKind.Shutdown => ShutdownAsync(guest, options, task, ct),
            GuestRequestKind.Reset => CommandAsync(guest, kind, "system_reset", ct),
            GuestRequestKind.Suspend => CommandAsync(guest, kind, "stop", ct),
            GuestRequestKind.Resume => CommandAsync(guest, kind, "cont", ct),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no power action"),
        });
    }

    public Task StartAsync(GuestEntry guest, VmPowerOptions options, ITaskContext task, CancellationToken cancellationToken) =>
        guest.Supervisor.RequestAsync(
            GuestRequestKind.Start, (_, ct) => launcher.StartAsync(guest, options.SkipLock, task, ct), cancellationToken);

    private async Task StopAsync(GuestEntry guest, ITaskContext task, CancellationToken cancellationToken)
    {
        if (!await guest.Supervisor.RequestAsync(GuestRequestKind.Stop, (session, ct) => EndAsync((VmSession?)session, task, ct), cancellationToken).ConfigureAwait(false))
        {
            task.Log($"VM {guest.Id} is stopped already");
        }
    }

    /// <summary>Ends QEMU: <c>quit</c> where it answers, so that disks are flushed; SIGTERM; SIGKILL.</summary>
    private async Task EndAsync(VmSession? session, ITaskContext task, CancellationToken cancellationToken)
    {
        if (session is null)
        {
            return;
        }

        session.EndIsWanted = true;
        if (!session.IsSilent)
        {
            try
            {
                await session.Qmp.ExecuteAsync("quit", null, timings.CommandDeadline, cancellationToken).ConfigureAwait(false);
                if (await HasEndedAsync(session, timings.QuitDeadline, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (QmpException e) when (!session.Exit.IsCompleted)
            {
                task.Log($"QEMU does not take 'quit': {e.Message}");
            }
            catch (QmpException)
            {
                return; // It ended before it could answer.
            }

            task.Log("QEMU does not quit; sending SIGTERM");
            await units.KillAsync(session.Unit.Name, UnitSignal.Terminate, cancellationToken).ConfigureAwait(false);
            if (await HasEndedAsync(session, timings.QuitDeadline, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        task.Log("QEMU does not answer; killing it");
        await units.KillAsync(session.Unit.Name, UnitSignal.Kill, cancellationToken).ConfigureAwait(false);
        if (!await HasEndedAsync(session, timings.QuitDeadline, cancellationToken).ConfigureAwait(false))
        {
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                $"QEMU (pid {session.Unit.MainPid}) does not end even after SIGKILL: it hangs in the kernel, most likely on a storage that does not answer. Look at the kernel log.");
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
                await AskToShutDownAsync((VmSession?)session, task, ct).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (!done)
        {
            task.Log($"VM {guest.Id} is stopped already");
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
            task.Log($"the guest did not shut down within {timeout.TotalSeconds:0} s; stopping it");
            await StopAsync(guest, task, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            guest.Supervisor.Post(new ShutdownGivenUp(asked));
            cancellationToken.ThrowIfCancellationRequested();
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                $"VM {guest.Id}: the guest did not shut down within {timeout.TotalSeconds:0} s (VM quit/powerdown failed - got timeout). " +
                $"It may ignore the power button; stop it with 'domar vm stop {guest.Id}'.");
        }
    }

    private async Task AskToShutDownAsync(VmSession? session, ITaskContext task, CancellationToken cancellationToken)
    {
        if (session is null)
        {
            return;
        }

        // A paused guest cannot hear its power button.
        if (await session.QueryStatusAsync(timings.CommandDeadline, cancellationToken).ConfigureAwait(false) == "paused")
        {
            task.Log("the guest is paused; resuming it first");
            await session.Qmp.ExecuteAsync("cont", null, timings.CommandDeadline, cancellationToken).ConfigureAwait(false);
        }

        await session.Qmp.ExecuteAsync("system_powerdown", null, timings.CommandDeadline, cancellationToken).ConfigureAwait(false);
    }

    private async Task RebootAsync(GuestEntry guest, VmPowerOptions options, ITaskContext task, CancellationToken cancellationToken)
    {
        await ShutdownAsync(guest, options, task, cancellationToken).ConfigureAwait(false);
        await StartAsync(guest, options, task, cancellationToken).ConfigureAwait(false);
    }

    private Task<bool> CommandAsync(GuestEntry guest, GuestRequestKind kind, string command, CancellationToken cancellationToken) =>
        guest.Supervisor.RequestAsync(
            kind, (session, ct) => ((VmSession?)session)?.Qmp.ExecuteAsync(command, null, timings.CommandDeadline, ct) ?? Task.CompletedTask, cancellationToken);

    private static async Task<bool> HasEndedAsync(GuestSession session, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await session.Exit.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
