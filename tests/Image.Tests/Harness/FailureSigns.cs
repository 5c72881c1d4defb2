namespace Domar.Image.Tests.Harness;

/// <summary>Texts on the console after which waiting for anything else is in vain.</summary>
internal static class FailureSigns
{
    /// <summary>The initramfs cannot go on.</summary>
    public const string CannotStart = "*** Domar cannot start ***";

    /// <summary>The running system has met a block that is not as it was made.</summary>
    public const string MediumDamaged = "*** The medium is damaged ***";

    /// <summary>An installation has ended without success; what follows says why.</summary>
    public const string InstallationFailed = "*** The installation failed ***";

    /// <summary>An unattended installation has found nothing that says what to do.</summary>
    public const string NoAnswer = "domar-install: There is no answer file";

    /// <summary>Signs of a boot that has failed, whatever is booted.</summary>
    public static IReadOnlyList<string> Boot { get; } =
        [CannotStart, MediumDamaged, "Kernel panic - not syncing", "You are in emergency mode", "grub rescue>", "grub> ", "No bootable device", "error: you need to load the kernel first"];

    /// <summary>For waits that look for a failure: only those that can never be what is waited for.</summary>
    public static IReadOnlyList<string> Fatal { get; } = ["Kernel panic - not syncing", "No bootable device"];

    /// <summary>For waits in which attempts may fail and be repeated by the machine itself: what it cannot come back from.</summary>
    public static IReadOnlyList<string> Final { get; } = ["No bootable device", "grub rescue>"];
}
