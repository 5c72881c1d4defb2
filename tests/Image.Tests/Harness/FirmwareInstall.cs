using System.Text.Json;

namespace Domar.Image.Tests.Harness;

/// <summary>Writing an image into the slot that does not run, on an installed system. The image is the ISO that it was installed from, as a file.</summary>
internal static class FirmwareInstall
{
    private const string ImageFile = "/var/lib/vz/domar.iso";

    /// <summary>What writes it.</summary>
    public const string Command = $"domar firmware install {ImageFile}";

    /// <summary>The machine with the ISO in its CD drive, starting from its disk.</summary>
    /// <param name="installed">The machine without medium.</param>
    public static MachineOptions WithImage(MachineOptions installed) => installed with { Cd = DomarIso.Require(), BootOrder = ["disk0"] };

    /// <summary>Copies the image from the CD to where <see cref="Command"/> finds it, and waits for the daemon, which a login does not wait for.</summary>
    public static Task PrepareAsync(ShellSession shell, CancellationToken cancellationToken) =>
        shell.MustRunAsync($"cp /dev/sr0 {ImageFile} && sync && until domar status; do sleep 1; done", cancellationToken);

    /// <summary>What <c>domar firmware status --json</c> says.</summary>
    public static async Task<JsonElement> StatusAsync(ShellSession shell, CancellationToken cancellationToken)
    {
        using var status = JsonDocument.Parse(await shell.MustRunAsync("domar firmware status --json", cancellationToken));
        return status.RootElement.Clone();
    }
}
