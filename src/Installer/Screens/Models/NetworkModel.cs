using System.Net.Sockets;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Host;
using Domar.Installer.Inventory;

namespace Domar.Installer.Screens.Models;

/// <summary>Host name and management network.</summary>
internal sealed class NetworkModel : PageModel
{
    // For private use (ICANN resolution 2024.07.29.06): nobody else has such a name.
    private const string PrivateDomain = "internal";

    private readonly InstallFacts _facts;

    /// <summary>Makes it, filled in with what the DHCP server said.</summary>
    /// <param name="report">The host.</param>
    public NetworkModel(MachineReport report)
    {
        _facts = report.ToFacts();
        Cards = report.Cards;
        Fields = [Name, Address, Gateway, Dns];
        var host = _facts.DhcpHostName?.Split('.')[0];
        Name.Prefill($"{(string.IsNullOrEmpty(host) ? "domar" : host)}.{DhcpDomain()}");
        var best = Cards.FirstOrDefault(card => card.Name == (_facts.Route4 ?? _facts.Route6)?.Device) ?? Cards.FirstOrDefault(static card => card.HasLink == true);
        Choose(best ?? (Cards.Count > 0 ? Cards[0] : null));
    }

    /// <summary>Cards, by name.</summary>
    public IReadOnlyList<NetworkCard> Cards { get; }

    /// <summary>The management card; null when there is none.</summary>
    public NetworkCard? Card { get; private set; }

    /// <summary>Host name with domain.</summary>
    public FieldModel Name { get; } = new(FieldKey.Name, "Host name", "pve1.example.com");

    /// <summary>Address with prefix.</summary>
    public FieldModel Address { get; } = new(FieldKey.Address, "Address/prefix", "192.168.1.10/24");

    /// <summary>The router.</summary>
    public FieldModel Gateway { get; } = new(FieldKey.Gateway, "Gateway", "192.168.1.1");

    /// <summary>The name server.</summary>
    public FieldModel Dns { get; } = new(FieldKey.Dns, "Name server", "192.168.1.1");

    /// <inheritdoc/>
    public override IReadOnlyList<FieldModel> Fields { get; }

    /// <summary>Chooses the card; what nobody wrote is filled in with what that card got from DHCP.</summary>
    public void Choose(NetworkCard? card)
    {
        Card = card;
        var nic = _facts.Nics.FirstOrDefault(nic => nic.Name == card?.Name);
        var address = nic?.Addresses.FirstOrDefault(static each => each.Address.AddressFamily == AddressFamily.InterNetwork)
            ?? nic?.Addresses.FirstOrDefault(static each => !each.Address.IsIPv6LinkLocal);
        var route = address?.Address.AddressFamily == AddressFamily.InterNetworkV6 ? _facts.Route6 : _facts.Route4;
        Address.Prefill(address?.ToString() ?? "");
        Gateway.Prefill(address is not null && route?.Device == card?.Name ? route?.Gateway.ToString() ?? "" : "");
        Dns.Prefill(address is not null && _facts.DnsServers.Count > 0 ? _facts.DnsServers[0].ToString() : "");
    }

    /// <inheritdoc/>
    protected override bool Owns(FieldKey key) => key >= FieldKey.Name;

    /// <inheritdoc/>
    protected override IEnumerable<FieldProblem> OwnProblems()
    {
        if (Cards.Count == 0)
        {
            yield return new FieldProblem(FieldKey.Card, "This machine has no network card that is known here. Check that it is enabled in the firmware, or put another one in.");
        }
    }

    private string DhcpDomain()
    {
        var sent = _facts.DhcpHostName is { } name && name.Contains('.', StringComparison.Ordinal) ? name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] : null;
        var domain = string.IsNullOrEmpty(sent) ? _facts.DhcpDomain : sent;
        return domain is not null && FullHostName.CheckLabels(domain) is null ? domain : PrivateDomain;
    }
}
