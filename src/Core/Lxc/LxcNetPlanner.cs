using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Steps;

namespace Domar.Core.Lxc;

/// <summary>Network cards: pairs of virtual Ethernet devices, one end in the container, the other on a bridge.</summary>
internal static class LxcNetPlanner
{
    private const string Bridge = "/usr/sbin/bridge";
    private const string Ip = "/usr/sbin/ip";
    private const string Tc = "/usr/sbin/tc";

    // IFNAMSIZ of the kernel is 16, with the closing zero.
    private const int MaxNameLength = 15;

    // Bytes that may pass at once above the rate: Proxmox's figure, about 10 ms of a gigabit.
    private const string Burst = "1048576b";

    // A pair of virtual devices hands on TCP's data in pieces of up to 64 KiB; tc's default of 2 KiB would drop them all.
    private const string LargestPacket = "64kb";

    // VLAN ids end at 4094; 1 is the bridges' default for untagged packets.
    private const int DefaultVlan = 1;
    private const int LastVlan = 4094;

    public static void Plan(LxcContext context)
    {
        var cards = context.Config.Indexed("net").Select(static n => n.Index).ToList();
        context.Text.Section("Network");
        if (cards.Count == 0 && !LxcRawKeys.HasNetwork(context.Config))
        {
            // A network of its own with nothing in it but the loopback.
            context.Text.Add("lxc.net.0.type", "empty");
        }

        foreach (var index in cards)
        {
            PlanCard(context, index, $"net{index}", context.Config.Property($"net{index}")!);
        }
    }

    private static void PlanCard(LxcContext context, int index, string key, PropertyString options)
    {
        var veth = Veth(context, index, key, options);
        context.Veths.Add(veth);
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                context.Text.Add($"lxc.net.{index}.{name}", value, key);
            }
        }

        Add("type", "veth");
        Add("veth.pair", veth.Name);
        Add("link", veth.Bridge);
        Add("name", InterfaceName(key, options["name"] ?? throw new PlanException($"{key} has no name. Add one, for example 'name=eth{index}'.")));
        Add("hwaddr", options["hwaddr"]);
        Add("mtu", options.GetInt64("mtu")?.ToString(CultureInfo.InvariantCulture));
        Add("flags", "up");
        if (options.GetBoolean("host-managed") == true)
        {
            PlanAddresses(context, key, options, Add);
        }

        if (veth.AfterUp.Count > 0)
        {
            var script = context.Paths.NetUp(index);
            var commands = string.Concat(veth.AfterUp.Select(static c => string.Join(' ', c.Select(ShellWord.Quote)) + "\n"));
            var text = LxcHookScripts.Head(context, $"VLANs, limit and state of the host's end of {key}") + "set -e\n" + commands;
            context.Files.Add(new WriteFile(script, text) { Text = $"Write the script of {key} of container {context.Id}" });
            context.Text.AddCommand($"lxc.net.{index}.script.up", key, "/bin/sh", script);
        }
    }

    private static void PlanAddresses(LxcContext context, string key, PropertyString options, Action<string, string?> add)
    {
        foreach (var (ip, gateway, version) in (ReadOnlySpan<(string, string, string)>)[("ip", "gw", "ipv4"), ("ip6", "gw6", "ipv6")])
        {
            var address = options[ip];
            if (address is not null && address.Contains('/'))
            {
                add($"{version}.address", address);
                add($"{version}.gateway", options[gateway]);
            }
            else if (address == "dhcp")
            {
                context.Warnings.Add($"{key}: the host cannot ask for an address by DHCP in the container's place. Give {ip}=ADDRESS/PREFIX, or remove host-managed.");
            }
        }
    }

    private static ContainerVeth Veth(LxcContext context, int index, string key, PropertyString options)
    {
        var bridge = options["bridge"] is { } name ? InterfaceName(key, name) : null;
        var veth = new ContainerVeth(HostName(context.Id, index))
        {
            Index = index,
            Bridge = bridge,
            VlanTag = Vlan(key, options["tag"]),
            Trunks = [.. (options["trunks"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(t => Vlan(key, t)!.Value)],
            RateMegabytesPerSecond = options.GetDouble("rate") is > 0 and var rate ? rate : null,
            Firewall = options.GetBoolean("firewall") == true,
            LinkDown = options.GetBoolean("link_down") == true,
        };
        return veth with { AfterUp = [.. VlanCommands(context, key, veth), .. RateCommands(veth), .. LinkCommands(veth)] };
    }

    private static string HostName(GuestId id, int index) =>
        $"veth{id}i{index}" is { Length: <= MaxNameLength } name ? name : $"ve{id}i{index}";

    private static string InterfaceName(string key, string name) =>
        name.Length is > 0 and <= MaxNameLength && name is not ("." or "..") && !name.Any(static c => char.IsControl(c) || c is '/' or ' ' or ':')
            ? name
            : throw new PlanException($"{key}: {ConfigValue.Shown(name)} is no interface's name. Use up to {MaxNameLength} letters, digits, '-', '_' and '.'.");

    private static int? Vlan(string key, string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var vlan) && vlan is >= 1 and <= LastVlan ? vlan
        : throw new PlanException($"{key}: {ConfigValue.Shown(text)} is no VLAN. VLANs go from 1 to {LastVlan}.");

    private static IEnumerable<IReadOnlyList<string>> VlanCommands(LxcContext context, string key, ContainerVeth veth)
    {
        var wantsVlans = veth.VlanTag is not null || veth.Trunks.Count > 0;
        if (veth.Bridge is null)
        {
            return wantsVlans ? throw new PlanException($"{key} has VLANs but no bridge. Add 'bridge=NAME', or remove tag and trunks.") : [];
        }

        var isKnown = context.Host.VlanAwareBridges.TryGetValue(veth.Bridge, out var isAware);
        if (wantsVlans && isKnown && !isAware)
        {
            throw new PlanException($"{key}: the bridge '{veth.Bridge}' does not filter VLANs, so tag and trunks would have no effect. "
                + "Make the bridge VLAN-aware, or use one that is joined to the VLAN.");
        }

        // A card without VLANs of its own may use all those of a bridge that filters.
        return !wantsVlans && !isAware ? [] : VlanCommands(veth);
    }

    private static IEnumerable<IReadOnlyList<string>> VlanCommands(ContainerVeth veth)
    {
        if (veth.VlanTag is { } tag)
        {
            // Else packets of the bridge's default VLAN would still come out here.
            yield return [Bridge, "vlan", "del", "dev", veth.Name, "vid", Text(DefaultVlan)];
            yield return [Bridge, "vlan", "add", "dev", veth.Name, "vid", Text(tag), "pvid", "untagged"];
        }

        foreach (var vlan in veth.Trunks.Where(t => t != veth.VlanTag))
        {
            yield return [Bridge, "vlan", "add", "dev", veth.Name, "vid", Text(vlan)];
        }

        if (veth.VlanTag is null && veth.Trunks.Count == 0)
        {
            yield return [Bridge, "vlan", "add", "dev", veth.Name, "vid", $"{DefaultVlan + 1}-{LastVlan}"];
        }
    }

    private static IEnumerable<IReadOnlyList<string>> RateCommands(ContainerVeth veth)
    {
        if (veth.RateMegabytesPerSecond is not { } megabytes)
        {
            yield break;
        }

        // tc's "bps" are bytes. What comes to the container is sent by this end and can be held back; what it sends is received here and can only be dropped.
        var rate = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)Math.Min(megabytes * 1048576, long.MaxValue / 16))}bps");
        yield return [Tc, "qdisc", "replace", "dev", veth.Name, "root", "handle", "1:", "tbf", "rate", rate, "burst", Burst, "latency", "50ms"];
        yield return [Tc, "qdisc", "replace", "dev", veth.Name, "handle", "ffff:", "ingress"];
        yield return [Tc, "filter", "replace", "dev", veth.Name, "parent", "ffff:", "protocol", "all", "prio", "1", "handle", "1", "matchall",
            "action", "police", "rate", rate, "burst", Burst, "mtu", LargestPacket, "conform-exceed", "drop"];
    }

    private static IEnumerable<IReadOnlyList<string>> LinkCommands(ContainerVeth veth) =>
        veth.LinkDown ? [[Ip, "link", "set", "dev", veth.Name, "down"]] : [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
