using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>Makes VMs. The id is taken first (a config locked with <c>create</c>), then volumes are made, then the config is written whole.</summary>
internal sealed class VmCreator(VmRegistry registry, VmDisks disks, VmPower power, IHostFactsProvider facts, ITaskRunner tasks, TimeProvider time)
{
    public async Task<Upid> CreateAsync(GuestId id, IReadOnlyDictionary<string, string> settings, bool start, string user, CancellationToken cancellationToken)
    {
        VmSettings.Check(settings);
        foreach (var (key, value) in settings.Where(setting => DiskKeys.IsDisk(setting.Key)))
        {
            await disks.CheckAsync(key, Disk(key, value), cancellationToken).ConfigureAwait(false);
        }

        var reserved = GuestConfig.Empty(GuestKind.Qemu, registry.PathOf(id)).Set("lock", "create");
        var guest = registry.Create(id, reserved);
        return tasks.Start("qmcreate", id.ToString(), user, async (task, taskCancellation) =>
        {
            await guest.Supervisor.RequestAsync(
                GuestRequestKind.Configure, (_, ct) => MakeAsync(id, settings, task, ct), taskCancellation).ConfigureAwait(false);
            if (start)
            {
                await power.StartAsync(guest, new VmPowerOptions(), task, taskCancellation).ConfigureAwait(false);
            }
        });
    }

    private async Task MakeAsync(GuestId id, IReadOnlyDictionary<string, string> settings, ITaskContext task, CancellationToken cancellationToken)
    {
        var made = new List<VolumeId>();
        try
        {
            var values = new Dictionary<string, string>(settings);
            var host = await TryGetVersionAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (key, value) in VmSettings.Defaults(settings, host, time.GetUtcNow()))
            {
                values[key] = value;
            }

            foreach (var (key, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
            {
                if (DiskKeys.IsDisk(key))
                {
                    values[key] = await disks.ProvideAsync(id, key, Disk(key, value), made, task, cancellationToken).ConfigureAwait(false);
                }
                else if (ConfigSchema.Qemu.Find(key, out _) is { Name: "net[n]" })
                {
                    values[key] = VmSettings.WithMac(value);
                }
            }

            registry.Update(id, config =>
            {
                foreach (var (key, value) in values)
                {
                    config = key == "description" ? config.WithDescription(value) : config.Set(key, value);
                }

                return values.ContainsKey("lock") ? config : config.Remove("lock");
            });
        }
        catch (Exception)
        {
            await disks.UndoAsync(id, made, task).ConfigureAwait(false);
            registry.Remove(id);
            throw;
        }
    }

    private async Task<string?> TryGetVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await facts.GetAsync(cancellationToken).ConfigureAwait(false)).Qemu.Version.ToString();
        }
        catch (RequestRefusedException)
        {
            return null; // A VM can be made where no QEMU is installed yet; its start says so.
        }
    }

    private static PropertyString Disk(string key, string value) => PropertyString.Parse(ConfigSchema.Qemu.Find(key, out _)!, value);
}
