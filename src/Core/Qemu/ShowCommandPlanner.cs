using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Storage;

namespace Domar.Core.Qemu;

/// <summary>The command line of a configuration on a host that is described by files (<c>domar vm showcmd --config F --storage F --host F</c>).</summary>
public static class ShowCommandPlanner
{
    private const string RunFolder = "/var/run/qemu-server";

    /// <summary>Plans a start.</summary>
    /// <param name="configText">The guest's configuration.</param>
    /// <param name="configFile">Its name, for messages.</param>
    /// <param name="storageText">storage.cfg.</param>
    /// <param name="hostJson">The host's facts, with the guest's number as <c>vmid</c>.</param>
    /// <returns>The program and its arguments.</returns>
    /// <exception cref="PlanException">It cannot be planned on that host.</exception>
    /// <exception cref="ConfigParseException">The configuration or storage.cfg has errors.</exception>
    public static IReadOnlyList<string> Run(string configText, string configFile, string storageText, string hostJson)
    {
        var host = HostFacts.ParseJson(hostJson);
        var id = new GuestId(HostFactsJson.ReadGuestId(hostJson) ?? throw new PlanException("The host facts have no 'vmid'. Add the guest's number to them."));
        var config = GuestConfig.Parse(configText, GuestKind.Qemu, configFile).Current;
        var storages = StorageConfig.Parse(storageText, "storage.cfg");
        var paths = new QemuPaths(host.Qemu.IsProxmoxBuild ? RunFolder : QemuPaths.DefaultRunFolder, id);

        // The board is checked first, as its errors are about the node and not about one disk.
        _ = new PlanContext(id, config, new Dictionary<string, ResolvedVolume>(), host, paths);
        var plan = QemuPlanner.Plan(id, config, VolumeResolver.ResolveAll(config, storages, host), host, paths);
        return [plan.Program, .. plan.Arguments];
    }
}
