using Domar.Core.Config;
using Domar.Core.Containers;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Containers;

/// <summary>
/// Makes containers. The id is taken first (a config locked with <c>create</c>), then volumes are made and filled, then the config is written whole. What
/// fails leaves nothing.
/// </summary>
internal sealed class ContainerCreator(
    ContainerRegistry registry, ContainerVolumes volumes, ContainerRootfs rootfs, ContainerPower power, ContainerPlaces places, ITaskRunner tasks)
{
    private const string DefaultSizeGib = "4";

    /// <summary>Makes a container.</summary>
    public async Task<Upid> CreateAsync(GuestId id, ContainerRequest request, string user, CancellationToken cancellationToken)
    {
        places.Require();
        ContainerSettings.Check(request.Settings);
        var settings = new Dictionary<string, string>(request.Settings);
        if (!settings.ContainsKey("rootfs"))
        {
            settings["rootfs"] = $"{request.Storage}:{DefaultSizeGib}";
        }

        // An unprivileged container is what people want who do not say: its root is nobody on the host.
        settings.TryAdd("unprivileged", "1");
        foreach (var (key, value) in settings.Where(setting => MountKeys.IsMount(setting.Key)))
        {
            if (key == "rootfs" && DiskSpec.Parse(key, Mount(key, value), "volume") is not DiskSpec.New)
            {
                throw new RequestRefusedException(
                    RefusalReason.BadParameter, $"rootfs: '{value}' is no new volume; write STORAGE:SIZE_GIB",
                    new Dictionary<string, string> { ["rootfs"] = "is no new volume; write STORAGE:SIZE_GIB" });
            }

            await volumes.CheckAsync(key, Mount(key, value), cancellationToken).ConfigureAwait(false);
        }

        var template = await volumes.FindTemplateAsync(request.Template, cancellationToken).ConfigureAwait(false);
        var guest = registry.Create(id, GuestConfig.Empty(GuestKind.Lxc, registry.PathOf(id)).Set("lock", "create"));
        return tasks.Start("vzcreate", id.ToString(), user, async (task, taskCancellation) =>
        {
            await guest.Supervisor.RequestAsync(
                GuestRequestKind.Configure, (_, ct) => MakeAsync(id, request, settings, template, task, ct), taskCancellation).ConfigureAwait(false);
            if (request.Start)
            {
                await power.StartAsync(guest, new VmPowerOptions(), task, taskCancellation).ConfigureAwait(false);
            }
        });
    }

    private async Task MakeAsync(
        GuestId id, ContainerRequest request, Dictionary<string, string> settings, string template, ITaskContext task, CancellationToken cancellationToken)
    {
        var made = new List<VolumeId>();
        try
        {
            var config = Apply(GuestConfig.Empty(GuestKind.Lxc, registry.PathOf(id)), settings.Where(setting => !MountKeys.IsMount(setting.Key)));
            string? root = null;
            foreach (var (key, value) in settings.Where(setting => MountKeys.IsMount(setting.Key)).OrderBy(setting => setting.Key != "rootfs"))
            {
                var (text, volume) = await volumes.ProvideAsync(id, key, Mount(key, value), made, task, cancellationToken).ConfigureAwait(false);
                config = config.Set(key, text);
                if (volume is not null)
                {
                    await rootfs.FormatAsync(volume.Path, config.Current, cancellationToken).ConfigureAwait(false);
                    root ??= volume.Path;
                }
            }

            task.Log($"unpacking '{request.Template}'");
            var os = await rootfs.UnpackAsync(id, root!, template, config.Current, task, cancellationToken).ConfigureAwait(false);
            if (config.Current["ostype"] is { } given)
            {
                os = new GuestOs(given, given == os.Type ? os.Version : "");
            }
            else
            {
                config = config.Set("ostype", os.Type);
            }

            task.Log($"the template holds {(os.Type == "unmanaged" ? "a system that is not known; nothing is set up in it" : $"{os.Type} {os.Version}".TrimEnd())}");
            config = config.Set("arch", config.Current["arch"] ?? "amd64");
            await rootfs.SetUpAsync(id, root!, config.Current, request, task, cancellationToken).ConfigureAwait(false);
            registry.Update(id, _ => config);
        }
        catch (Exception)
        {
            await volumes.UndoAsync(id, made, task).ConfigureAwait(false);
            registry.Remove(id);
            throw;
        }
    }

    private static GuestConfig Apply(GuestConfig config, IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach (var (key, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            config = key == "description" ? config.WithDescription(value)
                : ConfigSchema.Lxc.Find(key, out _) is { Name: "net[n]" } ? config.Set(key, ContainerSettings.WithMac(value))
                : config.Set(key, value);
        }

        return config;
    }

    private static PropertyString Mount(string key, string value) => PropertyString.Parse(ConfigSchema.Lxc.Find(key, out _)!, value);
}
