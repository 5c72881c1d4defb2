using System.Text.Json.Nodes;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Storage;
using Domar.HostTools.Qmp;
using Domar.Runtime.Daemon;
using Domar.Runtime.Storage;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>Carries out hotplug plans: step by step, each undone in reverse when a later one fails.</summary>
internal sealed class VmHotplug(IStorageService storages, IHostFactsProvider facts, NodeIdentity node, GuestTimings timings)
{
    /// <summary>Brings one changed key into a running VM.</summary>
    /// <param name="id">The VM.</param>
    /// <param name="config">Its config, with the change pending.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Its new value; null when it is removed.</param>
    /// <param name="session">The run.</param>
    /// <param name="task">For the log.</param>
    /// <param name="cancellationToken">Gives up; steps done are undone.</param>
    /// <returns>Null when it is done; else why it needs a restart.</returns>
    /// <exception cref="QmpException">QEMU refused a step or did not answer; the steps before it are undone.</exception>
    /// <exception cref="PlanException">The value cannot work on this host.</exception>
    public async Task<string?> TryApplyAsync(
        GuestId id, GuestConfig config, string key, string? value, VmSession session, ITaskContext task, CancellationToken cancellationToken)
    {
        var host = await facts.GetAsync(cancellationToken).ConfigureAwait(false);
        var wanted = (value is null ? config.Remove(key) : config.Set(key, value)).Current;
        var volumes = VolumeResolver.ResolveAll(wanted, storages.Config, host);
        var devices = await ReadDevicesAsync(session, cancellationToken).ConfigureAwait(false);
        switch (HotplugPlanner.Plan(id, key, config.Current, wanted, volumes, host, new QemuPaths(node.RunFolder, id), devices))
        {
            case HotplugNeedsRestart restart:
                return restart.Reason;
            case HotplugNow { Taps.Count: > 0 }:
                return "bridged network cards come with the appliance; this daemon cannot make tap interfaces yet";
            case HotplugNow now:
                await ExecuteAsync(now.Steps, session, task, cancellationToken).ConfigureAwait(false);
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Ids of the devices that the VM has, from QEMU itself: a controller stays after its last disk has gone.</summary>
    private async Task<IReadOnlySet<string>> ReadDevicesAsync(VmSession session, CancellationToken cancellationToken)
    {
        var path = new JsonObject { ["path"] = "/machine/peripheral" };
        var list = await session.Qmp.ExecuteAsync("qom-list", path, timings.CommandDeadline, cancellationToken).ConfigureAwait(false);
        return list.EnumerateArray().Select(item => item.GetProperty("name").GetString()!).ToHashSet();
    }

    private async Task ExecuteAsync(IReadOnlyList<QmpStep> steps, VmSession session, ITaskContext task, CancellationToken cancellationToken)
    {
        var undo = new Stack<QmpStep>();
        try
        {
            foreach (var step in steps)
            {
                await session.ExecuteAsync(step, timings.CommandDeadline, cancellationToken).ConfigureAwait(false);
                if (step.Undo is { } back)
                {
                    undo.Push(back);
                }
            }
        }
        catch (Exception)
        {
            while (undo.TryPop(out var back))
            {
                try
                {
                    // The request may have been cancelled: what was begun is taken back all the same.
                    await session.ExecuteAsync(back, timings.CommandDeadline, CancellationToken.None).ConfigureAwait(false);
                }
                catch (QmpException e)
                {
                    task.Warn($"taking back '{back.Command}' failed: {e.Message}");
                }
            }

            throw;
        }
    }
}
