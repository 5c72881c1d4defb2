using Domar.Core.Firmware;

namespace Domar.Runtime.Firmware;

/// <summary>Places of an installed system that work on the firmware uses.</summary>
/// <param name="FactsPath">What the initramfs has left word of.</param>
/// <param name="LockPath">Held by whom works on the firmware.</param>
/// <param name="WorkFolder">Folder below which file systems are mounted.</param>
/// <param name="StateFolder">The state file system.</param>
/// <param name="FileSystems">Types of file systems.</param>
internal sealed record FirmwareHost(string FactsPath, string LockPath, string WorkFolder, string StateFolder, FirmwareFileSystems FileSystems)
{
    /// <summary>Those of an installed system.</summary>
    public static FirmwareHost Installed { get; } = new(
        RunningFirmware.FactsPath, "/run/domar-firmware.lock", "/run/domar-firmware", "/state", new FirmwareFileSystems());

    /// <summary>File that asks the next start for a factory reset.</summary>
    public string ResetPath => Path.Combine(StateFolder, "reset");

    /// <summary>The system that runs.</summary>
    /// <exception cref="HostTools.Firmware.FirmwareException">It is none that has slots; the message says why.</exception>
    public RunningFirmware ReadRunning()
    {
        const string What = "There are no firmware slots to look after: ";
        string facts;
        try
        {
            facts = File.ReadAllText(FactsPath);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HostTools.Firmware.FirmwareException($"{What}this daemon does not run on a Domar system but standalone, on a host that looks after its own software.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostTools.Firmware.FirmwareException($"{What}{FactsPath}, which says what runs, cannot be read: {exception.Message}", exception);
        }

        var running = RunningFirmware.Parse(facts);
        return running switch
        {
            { IsInstalled: true } => running,
            { Mode: "installed" } => throw new HostTools.Firmware.FirmwareException($"{What}{FactsPath} does not say which slot and installation run. 'domar report' shows it."),
            _ => throw new HostTools.Firmware.FirmwareException(
                $"{What}this system runs live from its medium ({(running.Mode.Length > 0 ? running.Mode : "unknown mode")}), and nothing of it is on a disk. Install it first."),
        };
    }
}
