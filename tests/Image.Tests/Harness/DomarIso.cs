using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>The ISO under test, and the names and texts on it that tests rely on.</summary>
internal static class DomarIso
{
    /// <summary>What the shell of a live system shows on each of its consoles.</summary>
    public const string LivePrompt = "root@domar:~# ";

    /// <summary>What the initramfs says when it was started from the medium.</summary>
    public const string LooksForMedium = ", looking for its medium";

    /// <summary>The image of the root file system in the ISO: a squashfs, then its dm-verity hash tree.</summary>
    public const string RootImage = "/domar/root.img";

    private const string Kernel = "/boot/vmlinuz";
    private const string Initrd = "/boot/initrd";
    private const string CommandLine = "/boot/cmdline";

    /// <summary>Its path: DOMAR_ISO, or the newest that was built here. Without one the test fails: an image that was not booted is not tested.</summary>
    public static string Require()
    {
        var path = Environment.GetEnvironmentVariable("DOMAR_ISO") is { Length: > 0 } given ? given : Repository.PathOf("out", "image", "domar.iso");
        if (!File.Exists(path))
        {
            Assert.Fail($"There is no ISO at {path}: run make iso, or set DOMAR_ISO to the path of one.");
        }

        // The link's target: a build under way replaces the link, not the file.
        return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
    }

    /// <summary>What a multi-boot stick's loader takes out of the ISO that it finds as a file: kernel, initramfs, and the arguments of "Run live".</summary>
    /// <param name="iso">Path of the ISO.</param>
    /// <param name="folder">Where the files are put.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DirectBoot> TakeBootFilesAsync(string iso, string folder, CancellationToken cancellationToken)
    {
        var image = new IsoImage(iso);
        var boot = new DirectBoot(Path.Combine(folder, "vmlinuz"), Path.Combine(folder, "initrd"), image.ReadText(CommandLine).Trim());
        await image.ExtractAsync(Kernel, boot.Kernel, cancellationToken);
        await image.ExtractAsync(Initrd, boot.Initrd, cancellationToken);
        return boot;
    }
}
