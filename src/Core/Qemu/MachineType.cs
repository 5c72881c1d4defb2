using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>A machine type: board, version, and Proxmox's own revision of the version (<c>+pveN</c>), which decides on hardware details too.</summary>
internal sealed record MachineType(MachineFamily Family, QemuVersion? Pinned, int Revision, bool IsPxe)
{
    /// <summary>The version that details are decided by: the pinned one, else QEMU's own.</summary>
    public required QemuVersion Effective { get; init; }

    /// <summary>Reads <c>q35</c>, <c>pc-i440fx-7.1</c>, <c>pc-q35-4.1+pve2.pxe</c>, <c>virt-8.0</c>.</summary>
    public static MachineType Parse(string? text, MachineFamily fallback, QemuVersion host)
    {
        var rest = text ?? "";
        var isPxe = rest.EndsWith(".pxe", StringComparison.Ordinal);
        rest = isPxe ? rest[..^4] : rest;
        var revision = 0;
        if (rest.IndexOf("+pve", StringComparison.Ordinal) is var plus and >= 0)
        {
            revision = int.Parse(rest.AsSpan(plus + 4), NumberStyles.None, CultureInfo.InvariantCulture);
            rest = rest[..plus];
        }

        var family = rest switch
        {
            "" => fallback,
            _ when rest.Contains("q35", StringComparison.Ordinal) => MachineFamily.Q35,
            _ when rest.StartsWith("virt", StringComparison.Ordinal) => MachineFamily.Virt,
            _ => MachineFamily.I440Fx,
        };
        QemuVersion? pinned = QemuVersion.TryParse(rest[(rest.LastIndexOf('-') + 1)..], out var version) ? version : null;
        return new MachineType(family, pinned, revision, isPxe) { Effective = pinned ?? host };
    }

    /// <summary>The same board, pinned to a version.</summary>
    public MachineType PinTo(QemuVersion version) => this with { Pinned = version, Effective = version };

    /// <summary>Whether the guest's hardware is that of the version (and Proxmox's revision of it) or later.</summary>
    public bool AtLeast(int major, int minor, int revision = 0) =>
        Effective.AtLeast(major, minor) && (revision == 0 || (Effective.Major, Effective.Minor) != (major, minor) || Revision >= revision);

    /// <summary>QEMU's name of it.</summary>
    /// <param name="withRevision">Whether <c>+pveN</c> is added, which only Proxmox's build knows.</param>
    public string Name(bool withRevision)
    {
        var name = (Family, Pinned) switch
        {
            (MachineFamily.I440Fx, null) => "pc",
            (MachineFamily.I440Fx, { } v) => $"pc-i440fx-{v.Major}.{v.Minor}",
            (MachineFamily.Q35, null) => "q35",
            (MachineFamily.Q35, { } v) => $"pc-q35-{v.Major}.{v.Minor}",
            (_, null) => "virt",
            (_, { } v) => $"virt-{v.Major}.{v.Minor}",
        };
        return withRevision ? $"{name}+pve{Revision}" : name;
    }

    /// <summary>QEMU's name of it with the version always spelled out.</summary>
    public string FullName(bool withRevision) => PinTo(Effective).Name(withRevision);
}
