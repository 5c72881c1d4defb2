namespace Domar.Core.Qemu;

/// <summary>What the installed QEMU can do. Every question about a version or a build is asked here, once, with its source.</summary>
/// <param name="Version">Version of the installed QEMU.</param>
/// <param name="VersionText">The version as the binary or the facts gave it, for messages.</param>
public sealed record QemuFeatures(QemuVersion Version, string VersionText)
{
    /// <summary>Oldest QEMU that a plan is made for (Proxmox VE 8 and 9 draw the same line).</summary>
    public static QemuVersion Oldest { get; } = new(6, 0);

    /// <summary>Whether it is Proxmox's build of QEMU, whose additions (<c>-id</c>, <c>+pveN</c> machine types, the splash) stock QEMU rejects.</summary>
    public bool IsProxmoxBuild { get; init; }

    /// <summary>Whether the binary has SPICE and a client can reach it: then qxl and USB redirection work.</summary>
    public bool HasSpice { get; init; }

    /// <summary>Whether the file drivers take <c>aio=io_uring</c> on this host (built in since QEMU 5.0; the kernel or seccomp may refuse it).</summary>
    public bool HasIoUring { get; init; }

    /// <summary>Whether <c>-sandbox</c> works: built with libseccomp, as Debian's is, on a kernel that allows filters.</summary>
    public bool HasSandbox { get; init; } = true;

    /// <summary>qcow2's <c>discard-no-unref</c>: QEMU 8.1.</summary>
    public bool HasDiscardNoUnref => Version.AtLeast(8, 1);

    /// <summary>The CPU properties <c>cet-ss</c> and <c>cet-ibt</c>: QEMU 11.0; naming an unknown property stops QEMU.</summary>
    public bool HasCetFlags => Version.AtLeast(11, 0);

    /// <summary>The CPU property <c>vmx-mbec</c>: QEMU 11.0.</summary>
    public bool HasMbecFlag => Version.AtLeast(11, 0);

    /// <summary>The machine property <c>hpet</c>: QEMU 6.0 (before: <c>-no-hpet</c>, which 10.0 no longer has).</summary>
    public bool HasHpetProperty => Version.AtLeast(6, 0);

    /// <summary>virtio-net's <c>host_tunnel</c>: QEMU 10.2.</summary>
    public bool HasHostTunnel => Version.AtLeast(10, 2);
}
