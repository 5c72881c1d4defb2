using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;
using Domar.HostTools.Host;
using Domar.HostTools.Kvm;
using Domar.HostTools.Losetup;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Networkd;
using Domar.HostTools.Udev;

namespace Domar.Installer.Inventory;

/// <summary>Asks the host's tools. Disks are a must; without udev or networkd, as in a container, the rest is still told.</summary>
/// <param name="lsblk">Lists disks.</param>
/// <param name="losetup">Lists loop devices.</param>
/// <param name="udev">Knows their properties.</param>
/// <param name="networkd">Knows addresses.</param>
/// <param name="probeKvm">Tests KVM.</param>
/// <param name="root">Where <c>sys</c>, <c>proc</c> and <c>run</c> are.</param>
internal sealed class MachineReader(
    ILsblk lsblk, ILosetup losetup, IUdev udev, INetworkd networkd, Func<CancellationToken, Task<AcceleratorFacts>> probeKvm, string root = "/") : IMachineReader
{
    private readonly string _sysFolder = Path.Combine(root, "sys");

    /// <inheritdoc/>
    public async Task<MachineReport> ReadAsync(bool testKvm, CancellationToken cancellationToken)
    {
        // It takes longest, and needs nobody else.
        var kvm = testKvm ? probeKvm(cancellationToken) : null;
        var notes = new List<string>();
        var report = new MachineReport
        {
            Devices = await ReadDevicesAsync(cancellationToken).ConfigureAwait(false),
            Udev = await TryAsync(udev.ListAsync, "udev properties are not known, and filters cannot match", notes, cancellationToken).ConfigureAwait(false),
            Links = await TryAsync(networkd.ListAsync, "addresses from DHCP are not known", notes, cancellationToken).ConfigureAwait(false),
            Cards = new NetworkCards(_sysFolder).Read(),
            MemoryBytes = ProcParser.ParseMemory(await File.ReadAllTextAsync(Path.Combine(root, "proc/meminfo"), cancellationToken).ConfigureAwait(false)).TotalBytes,
            Firmware = new FirmwareProbe(_sysFolder).Read(),
            Kvm = kvm is null ? null : await kvm.ConfigureAwait(false),
        };
        return report with { Notes = notes };
    }

    private async Task<IReadOnlyList<BlockDevice>> ReadDevicesAsync(CancellationToken cancellationToken)
    {
        var devices = await lsblk.ListAsync(cancellationToken).ConfigureAwait(false);
        var loops = await losetup.ListAsync(cancellationToken).ConfigureAwait(false);
        var mounts = MountTable.Parse(await File.ReadAllTextAsync(Path.Combine(root, "proc/self/mountinfo"), cancellationToken).ConfigureAwait(false));
        var facts = Path.Combine(root, "run/domar-boot/facts");
        var medium = File.Exists(facts) ? DeviceUses.ReadMedium(await File.ReadAllTextAsync(facts, cancellationToken).ConfigureAwait(false)) : null;
        return new DeviceUses(mounts, loops, medium).AddTo(devices);
    }

    private static async Task<IReadOnlyList<T>> TryAsync<T>(
        Func<CancellationToken, Task<IReadOnlyList<T>>> read, string consequence, List<string> notes, CancellationToken cancellationToken)
    {
        try
        {
            return await read(cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException exception)
        {
            notes.Add($"{consequence}: {exception.Message}");
            return [];
        }
    }
}
