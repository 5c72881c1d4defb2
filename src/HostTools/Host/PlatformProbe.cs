using System.Globalization;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Host;

/// <summary>Looks at what the host offers to guests.</summary>
/// <param name="sysFolder">Where sysfs is.</param>
/// <param name="firmwareFolder">Where UEFI firmware is; Debian's package ovmf has it in /usr/share/OVMF.</param>
public sealed class PlatformProbe(string sysFolder = "/sys", string firmwareFolder = "/usr/share/OVMF")
{
    /// <summary>Looks now. Takes less than a millisecond, so that bridges made later are found by looking again.</summary>
    public PlatformFacts Read() => new(ReadBridgeMtus(), MayOpen("/dev/vhost-net"), IsIoUringUsable(), ReadHugepageSizes(), ReadFirmware());

    private static bool MayOpen(string device)
    {
        var fd = Libc.open(device, Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        return fd >= 0 && Libc.close(fd) == 0;
    }

    private static unsafe bool IsIoUringUsable()
    {
        const int ParametersSize = 120; // struct io_uring_params
        var parameters = stackalloc byte[ParametersSize];
        new Span<byte>(parameters, ParametersSize).Clear();

        // The kernel makes the descriptor close-on-exec.
        var fd = (int)Libc.syscall(Libc.SYS_io_uring_setup, 2, (nint)parameters, 0, 0);
        return fd >= 0 && Libc.close(fd) == 0;
    }

    private Dictionary<string, int> ReadBridgeMtus()
    {
        var result = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var folder in Folders(Path.Combine(sysFolder, "class/net")))
        {
            // An interface may go while we look.
            if (Directory.Exists(Path.Combine(folder, "bridge")) && ReadNumber(Path.Combine(folder, "mtu")) is { } mtu)
            {
                result[Path.GetFileName(folder)] = mtu;
            }
        }

        return result;
    }

    private int[] ReadHugepageSizes() =>
    [
        .. Folders(Path.Combine(sysFolder, "kernel/mm/hugepages"))
            .Select(folder => Path.GetFileName(folder) is ['h', 'u', 'g', 'e', 'p', 'a', 'g', 'e', 's', '-', .. var size, 'k', 'B']
                && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var kib) ? kib / 1024 : 0)
            .Where(size => size > 0)
            .Order(),
    ];

    private Dictionary<string, long> ReadFirmware() => Directory.Exists(firmwareFolder)
        ? new DirectoryInfo(firmwareFolder).EnumerateFiles()
            .Select(file => (file.Name, Target: file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo))
            .Where(item => item.Target is { Exists: true })
            .ToDictionary(item => item.Name, item => item.Target!.Length, StringComparer.Ordinal)
        : [];

    private static IEnumerable<string> Folders(string parent) => Directory.Exists(parent) ? Directory.EnumerateDirectories(parent) : [];

    private static int? ReadNumber(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
