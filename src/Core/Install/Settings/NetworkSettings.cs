using System.Net;
using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Settings;

/// <summary>The management network of an installed node. Its address is a fixed one, also where DHCP said it, as with Proxmox.</summary>
/// <param name="Nic">The card's name on the installed node: its lasting name where names are pinned.</param>
/// <param name="Address">The node's address.</param>
/// <param name="Gateway">The router.</param>
/// <param name="Dns">The name server.</param>
/// <param name="PinnedNames">Lasting names of all cards, by MAC address; null when names are not pinned.</param>
public sealed record NetworkSettings(string Nic, HostAddress Address, IPAddress Gateway, IPAddress Dns, IReadOnlyDictionary<string, string>? PinnedNames);
