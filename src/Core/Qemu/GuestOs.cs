namespace Domar.Core.Qemu;

/// <summary>What the configuration's <c>ostype</c> tells of the guest's operating system.</summary>
/// <param name="Name">The value; empty when it is not given.</param>
internal readonly record struct GuestOs(string Name)
{
    /// <summary>Version of Windows: 5 (2000, XP, 2003), 6 (Vista, 2008), 7, 8, 10, 11; 0 for others.</summary>
    public int Windows => Name switch
    {
        "w2k" or "wxp" or "w2k3" => 5,
        "w2k8" or "wvista" => 6,
        "win7" => 7,
        "win8" => 8,
        "win10" => 10,
        "win11" => 11,
        _ => 0,
    };

    public bool IsWindows => Windows > 0;

    /// <summary>Linux 2.6 and later.</summary>
    public bool IsLinux26 => Name == "l26";

    /// <summary>Linux of any age, or unknown, which is mostly Linux too.</summary>
    public bool MayBeLinux => Name is "" or "other" or "l24" or "l26";
}
