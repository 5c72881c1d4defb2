using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>Plugs, unplugs and changes network cards.</summary>
internal static class NicHotplug
{
    // What the host does with the card's other end; the guest sees nothing of it.
    private static readonly string[] HostSide = ["bridge", "tag", "trunks", "rate", "firewall"];

    public static HotplugPlan Plan(HotplugChange change)
    {
        var (old, wanted) = (change.Running.Options(change.Key), change.Wanted.Options(change.Key));
        var index = int.Parse(change.Key.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture);
        if (old is not null && wanted is not null && SameCard(old, wanted) is { } kept)
        {
            return kept(change, index, old, wanted);
        }

        if (!HotplugFeatures.Has(change.Wanted, "network"))
        {
            return change.NeedsRestart("'hotplug' does not contain 'network'");
        }

        if ((old ?? wanted)!["model"] == "ne2k_isa" || wanted?["model"] == "ne2k_isa")
        {
            return change.NeedsRestart("an ISA card cannot be plugged");
        }

        var steps = new List<QmpStep>();
        if (old is not null)
        {
            steps.Add(HotplugChange.RemoveDevice(change.Key));
            steps.Add(new QmpStep("netdev_del", HotplugChange.Named("id", change.Key)));
        }

        if (wanted is null)
        {
            return new HotplugNow(steps);
        }

        steps.Add(new QmpStep("netdev_add", NetPlanner.BackEnd(change.Wanted, index, wanted).ToJson("type"))
        {
            Undo = new QmpStep("netdev_del", HotplugChange.Named("id", change.Key)),
        });
        steps.Add(HotplugChange.AddDevice(NetPlanner.Card(change.Wanted, index, wanted)));
        if (wanted.GetBoolean("link_down") == true)
        {
            steps.Add(NetPlanner.LinkStep(change.Key, isUp: false));
        }

        return new HotplugNow(steps) { Taps = NetPlanner.Tap(change.Wanted, index, wanted) is { } tap ? [tap] : [] };
    }

    // When only the cable or the host's side differs, the guest keeps its card.
    private static Func<HotplugChange, int, PropertyString, PropertyString, HotplugPlan>? SameCard(PropertyString old, PropertyString wanted)
    {
        var isSame = Without(old) == Without(wanted) && (old["bridge"] is null) == (wanted["bridge"] is null);
        return !isSame ? null : static (change, index, old, wanted) =>
        {
            var isDown = wanted.GetBoolean("link_down") == true;
            QmpStep[] steps = isDown == (old.GetBoolean("link_down") == true)
                ? []
                : [NetPlanner.LinkStep(change.Key, !isDown) with { Undo = NetPlanner.LinkStep(change.Key, isDown) }];
            return new HotplugNow(steps)
            {
                Taps = HostSide.Any(k => old[k] != wanted[k]) && NetPlanner.Tap(change.Wanted, index, wanted) is { } tap ? [tap] : [],
            };
        };
    }

    private static string Without(PropertyString options) =>
        HostSide.Append("link_down").Aggregate(options, (left, key) => left[key] is null ? left : left.With(key, null)).ToString();
}
