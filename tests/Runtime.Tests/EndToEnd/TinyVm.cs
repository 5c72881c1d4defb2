using System.Globalization;
using Domar.TestKit.Guests;

namespace Domar.Runtime.Tests.EndToEnd;

/// <summary>VMs small enough that twenty run on two cores under TCG: a boot sector that echoes what it hears on its serial port.</summary>
internal static class TinyVm
{
    /// <summary>Writes the boot disk's image into the daemon's folder and returns its path.</summary>
    public static string WriteImage(DomarProcess domar, bool hearsPowerButton = true)
    {
        var path = Path.Combine(domar.Folder, hearsPowerButton ? "echo.raw" : "deaf.raw");
        if (!File.Exists(path))
        {
            TestGuests.WriteEchoDisk(path, hearsPowerButton);
        }

        return path;
    }

    /// <summary>Makes a tiny VM with its boot disk.</summary>
    public static Task<string> CreateAsync(DomarProcess domar, int id, params string[] more) => CreateAsync(domar, id, hearsPowerButton: true, more);

    /// <summary>The same, with the choice of a guest that ignores its power button.</summary>
    public static Task<string> CreateAsync(DomarProcess domar, int id, bool hearsPowerButton, params string[] more) => domar.RunOkAsync(
    [
        "vm", "create", id.ToString(CultureInfo.InvariantCulture), "--name", $"tiny{id}", "--memory", "16", "--serial0", "socket", "--vga", "none",
        "--virtio0", $"local:0,import-from={WriteImage(domar, hearsPowerButton)}", "--boot", "order=virtio0", .. more,
    ]);
}
