namespace Domar.Core.Containers;

/// <summary>The operating system in a container.</summary>
/// <param name="Type">The value of <c>ostype</c>: debian, devuan, ubuntu, centos, fedora, opensuse, archlinux, alpine, gentoo, nixos, or unmanaged for others.</param>
/// <param name="Version">Its version, such as <c>13</c>, <c>24.04</c> or <c>3.22</c>; empty where it has none or does not tell.</param>
public sealed record GuestOs(string Type, string Version)
{
    /// <summary>One that is not known, or that is to be left alone.</summary>
    public static GuestOs Unmanaged { get; } = new("unmanaged", "");
}
