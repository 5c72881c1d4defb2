namespace Domar.HostTools.Udev;

/// <summary>A device of udev's database.</summary>
/// <param name="Properties">Its properties, such as <c>ID_SERIAL</c>.</param>
public sealed record UdevDevice(IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The kernel's subsystem: <c>block</c>, <c>net</c>, ...; empty when unknown.</summary>
    public string Subsystem => Properties.GetValueOrDefault("SUBSYSTEM") ?? "";

    /// <summary>A block device's path; null for others.</summary>
    public string? DeviceName => Properties.GetValueOrDefault("DEVNAME");

    /// <summary>A network card's name; null for others.</summary>
    public string? Interface => Properties.GetValueOrDefault("INTERFACE");
}
