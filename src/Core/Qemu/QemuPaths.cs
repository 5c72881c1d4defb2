using System.Text;
using Domar.Core.Primitives;

namespace Domar.Core.Qemu;

/// <summary>Files that a running guest has: sockets and its pid file. Their base names are Proxmox's.</summary>
public sealed record QemuPaths
{
    // sun_path of unix(7) holds 108 bytes with the closing zero.
    private const int MaxSocketPathBytes = 107;

    private readonly GuestId _id;

    /// <summary>Names the files of a guest.</summary>
    /// <param name="runFolder">Absolute path of the folder for run-time files.</param>
    /// <param name="id">The guest.</param>
    /// <exception cref="PlanException">The folder's path is so long that no socket can be in it.</exception>
    public QemuPaths(string runFolder, GuestId id)
    {
        RunFolder = runFolder;
        _id = id;
        var longest = Encoding.UTF8.GetByteCount(Serial(0));
        if (longest > MaxSocketPathBytes)
        {
            throw new PlanException($"The run folder '{runFolder}' is too long: a socket's path may have {MaxSocketPathBytes} bytes, "
                + $"'{Serial(0)}' has {longest}. Use a folder with a shorter path.");
        }
    }

    /// <summary>Where the daemon of a real host keeps them.</summary>
    public const string DefaultRunFolder = "/run/domar/qemu";

    /// <summary>Folder of all of them.</summary>
    public string RunFolder { get; }

    /// <summary>QMP's socket; QEMU listens.</summary>
    public string Qmp => File("qmp");

    /// <summary>The pid file that QEMU writes.</summary>
    public string Pid => File("pid");

    /// <summary>VNC's socket; QEMU listens.</summary>
    public string Vnc => File("vnc");

    /// <summary>The guest agent's socket; QEMU listens.</summary>
    public string Agent => File("qga");

    /// <summary>The software TPM's control socket; swtpm listens.</summary>
    public string Tpm => File("swtpm");

    /// <summary>A throw-away variable store for UEFI guests without an EFI disk.</summary>
    public string FirmwareVariables => $"{RunFolder}/{_id}-ovmf.fd";

    /// <summary>A serial port's socket; QEMU listens.</summary>
    /// <param name="index">0 to 3.</param>
    public string Serial(int index) => File($"serial{index}");

    private string File(string suffix) => $"{RunFolder}/{_id}.{suffix}";
}
