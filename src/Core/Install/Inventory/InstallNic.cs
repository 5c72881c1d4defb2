using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Inventory;

/// <summary>A network card that an answer file can choose.</summary>
/// <param name="Name">The kernel's name.</param>
/// <param name="Mac">MAC address in lower case.</param>
/// <param name="HasLink">Whether a cable with something at its other end is in it.</param>
/// <param name="Number">The number of its lasting name, <c>nicN</c>.</param>
/// <param name="Addresses">Addresses that it has now.</param>
/// <param name="Properties">What udev knows: the names that filters use.</param>
public sealed record InstallNic(
    string Name, string Mac, bool HasLink, string Number, IReadOnlyList<HostAddress> Addresses, IReadOnlyDictionary<string, string> Properties);
