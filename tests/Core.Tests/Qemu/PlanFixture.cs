using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Storage;

namespace Domar.Core.Tests.Qemu;

/// <summary>Shortens tests of plans: texts in, plans out.</summary>
internal static class PlanFixture
{
    public static readonly GuestId Id = new(100);

    /// <summary>A host with stock QEMU of a version, without KVM, with user-mode networking.</summary>
    public static HostFacts StockHost(string version) => new()
    {
        NodeName = "test",
        Qemu = new QemuFeatures(QemuVersion.TryParse(version, out var v) ? v : throw new ArgumentException(version), version) { HasIoUring = true },
        Accelerator = Accelerator.Tcg,
        NetworkMode = NetworkMode.User,
        CpuVendor = "GenuineIntel",
    };

    public static ConfigSection Config(string text) => GuestConfig.Parse(text, GuestKind.Qemu, "100.conf").Current;

    public static StorageConfig Storage(string folder) => StorageConfig.Parse(
        $"dir: local\n\tpath {folder}\n\tcontent images,iso\n\nlvmthin: thin\n\tvgname pve\n\tthinpool data\n\tcontent images\n", "storage.cfg");

    public static QemuLaunchPlan Plan(string config, HostFacts host, string storageFolder = "/srv", string runFolder = "/run/domar/qemu")
    {
        var section = Config(config);
        return QemuPlanner.Plan(Id, section, VolumeResolver.ResolveAll(section, Storage(storageFolder), host), host, new QemuPaths(runFolder, Id));
    }

    public static HotplugPlan Change(
        string key, string running, string wanted, HostFacts host, string storageFolder = "/srv", string runFolder = "/run/domar/qemu",
        IReadOnlySet<string>? devices = null)
    {
        var section = Config(wanted);
        return HotplugPlanner.Plan(
            Id, key, Config(running), section, VolumeResolver.ResolveAll(section, Storage(storageFolder), host), host, new QemuPaths(runFolder, Id), devices);
    }

    public static string PlanError(string config, HostFacts host) => Assert.ThrowsExactly<PlanException>(() => Plan(config, host)).Message;
}
