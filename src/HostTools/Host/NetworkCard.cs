namespace Domar.HostTools.Host;

/// <summary>A network card, from /sys/class/net.</summary>
/// <param name="Name">The kernel's name.</param>
/// <param name="Index">The kernel's number.</param>
/// <param name="Mac">MAC address in lower case.</param>
/// <param name="Driver">Its driver; null when unknown.</param>
/// <param name="IsUp">Whether it is switched on; a card that is not tells nothing of its cable.</param>
/// <param name="HasLink">Whether a cable with something at its other end is in it; null when that is not known.</param>
/// <param name="SpeedMbps">Speed of the link in Mbit/s; null when unknown, as of virtual cards.</param>
public sealed record NetworkCard(string Name, int Index, string Mac, string? Driver, bool IsUp, bool? HasLink, int? SpeedMbps);
