using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Storage;
using Domar.HostTools.Files;
using Domar.HostTools.Qmp;
using Domar.HostTools.Storage;
using Domar.HostTools.Units;
using Domar.Runtime.Daemon;
using Domar.Runtime.Storage;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>Gathers what a plan needs, plans, and carries the plan out: from a config to a QEMU that answers.</summary>
internal sealed class VmLauncher(
    VmRegistry registry, IStorageService storages, IHostFactsProvider facts, IUnitManager units, NodeIdentity node, GuestTimings timings)
{
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    /// <summary>The plan that a start would carry out now.</summary>
    /// <exception cref="RequestRefusedException">It cannot be started as it is; the message says what to do.</exception>
    public async Task<QemuLaunchPlan> PlanAsync(GuestId id, ConfigSection section, CancellationToken cancellationToken)
    {
        var host = await facts.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var volumes = VolumeResolver.ResolveAll(section, storages.Config, host)
                .ToDictionary(volume => volume.Key, volume => volume.Value with { LacksDirectIo = LacksDirectIo(volume.Value) });
            return QemuPlanner.Plan(id, section, volumes, host, new QemuPaths(node.RunFolder, id));
        }
        catch (PlanException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start VM {id}: {e.Message}", null, e);
        }
    }

    /// <summary>Starts a VM; returns when QEMU answers. Nothing is left running when it fails.</summary>
    public async Task StartAsync(GuestEntry guest, bool skipLock, ITaskContext task, CancellationToken cancellationToken)
    {
        var id = guest.Id;
        var config = registry.ReadFresh(id);
        ConfigLock.Check(id, config, skipLock);
        if (config.Current.GetBoolean("template", false))
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"VM {id} is a template and cannot be started; clone it instead");
        }

        config = ApplyPending(id, config, task);
        await CheckVolumesAsync(id, config.Current, cancellationToken).ConfigureAwait(false);
        var plan = await PlanAsync(id, config.Current, cancellationToken).ConfigureAwait(false);
        foreach (var warning in plan.Warnings)
        {
            task.Warn(warning);
        }

        Prepare(id, plan);
        var spec = new UnitSpec
        {
            Name = GuestRegistry.UnitName(GuestKind.Qemu, id),
            Program = plan.Program,
            Arguments = plan.Arguments,
            LogPath = LogPath(id),
        };
        UnitState unit;
        try
        {
            unit = await units.StartAsync(spec, cancellationToken).ConfigureAwait(false);
        }
        catch (UnitException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start VM {id}: {e.Message}", null, e);
        }

        var session = registry.NewSession(id, unit);
        guest.Supervisor.Post(new Launched(session, adopted: false));
        try
        {
            await session.ConnectAsync(timings.StartDeadline, cancellationToken).ConfigureAwait(false);
            foreach (var step in plan.AfterStart)
            {
                await session.ExecuteAsync(step, timings.CommandDeadline, cancellationToken).ConfigureAwait(false);
            }

            guest.Supervisor.Post(new Answered(session, await session.QueryStatusAsync(timings.CommandDeadline, cancellationToken).ConfigureAwait(false)));
            session.StartMonitoring(e => guest.Supervisor.Post(e));
        }
        catch (Exception e) when (e is QmpException or OperationCanceledException)
        {
            var endedByItself = e is QmpClosedException && await HasEndedAsync(session).ConfigureAwait(false);
            session.EndIsWanted = true;
            // Whatever the reason: no half-started QEMU stays behind, also when the request was cancelled.
            await units.KillAsync(unit.Name, UnitSignal.Kill, CancellationToken.None).ConfigureAwait(false);
            var exit = await session.Exit.ConfigureAwait(false);
            guest.Supervisor.Post(new UnitExited(session, exit));
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw new RequestRefusedException(
                RefusalReason.Conflict, $"Cannot start VM {id}: {(endedByItself ? ExitText.Describe("QEMU", exit) : e.Message + LogOf(exit))}", null, e);
        }
    }

    /// <summary>File that QEMU's own messages go to.</summary>
    public string LogPath(GuestId id) => Path.Combine(node.RunFolder, $"{id}.log");

    /// <summary>Whether QEMU has ended: its connection closes an instant before its process is gone.</summary>
    private static async Task<bool> HasEndedAsync(VmSession session)
    {
        await Task.WhenAny(session.Exit, Task.Delay(ExitGrace)).ConfigureAwait(false);
        return session.Exit.IsCompleted;
    }

    private static bool LacksDirectIo(ResolvedVolume volume) => volume.Location is FileLocation file && !DirectIo.IsSupported(file.Path);

    private static string LogOf(UnitExit exit) => exit.LogTail.Trim() is { Length: > 0 } tail ? $" QEMU said: {tail}" : "";

    private GuestConfig ApplyPending(GuestId id, GuestConfig config, ITaskContext task)
    {
        if (config.Pending is null)
        {
            return config;
        }

        task.Log("applying pending changes");
        return registry.Update(id, PendingChanges.Apply);
    }

    private async Task CheckVolumesAsync(GuestId id, ConfigSection section, CancellationToken cancellationToken)
    {
        foreach (var disk in DiskKeys.VolumesOf(section))
        {
            try
            {
                var driver = storages.GetDriver(disk.Volume.Storage);
                await driver.ActivateAsync(cancellationToken).ConfigureAwait(false);
                await driver.GetAsync(disk.Volume.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (VolumeNotFoundException e)
            {
                throw new RequestRefusedException(
                    RefusalReason.Conflict,
                    $"Cannot start VM {id}: volume '{disk.Volume}' does not exist. Restore it, or detach it with 'domar vm set {id} --delete {disk.Key}'.", null, e);
            }
            catch (Exception e) when (e is StorageException or RequestRefusedException)
            {
                throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start VM {id}: {disk.Key}: {e.Message}", null, e);
            }
        }
    }

    /// <summary>Makes the run folder and clears what an earlier run left: a stale socket would be taken for QEMU.</summary>
    private void Prepare(GuestId id, QemuLaunchPlan plan)
    {
        Directory.CreateDirectory(node.RunFolder);
        var stale = new List<string?> { plan.QmpSocketPath, plan.PidFilePath, plan.VncSocketPath, plan.AgentSocketPath };
        stale.AddRange(plan.SerialSocketPaths.Values);
        foreach (var path in stale.OfType<string>())
        {
            File.Delete(path);
        }

        foreach (var copy in plan.FilesToCopy)
        {
            try
            {
                File.Copy(copy.Source, copy.Target, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start VM {id}: copying '{copy.Source}' failed: {e.Message}", null, e);
            }
        }

        if (plan.Taps.Count > 0 && !node.IsStandalone)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start VM {id}: bridged network cards come with the appliance; this daemon cannot make tap interfaces yet");
        }
    }
}
