using Domar.Core.Primitives;

namespace Domar.Core.Guests;

/// <summary>Plans the order in which a node's guests start with it and shut down before it.</summary>
public static class StartOrderPlanner
{
    /// <summary>How long a VM may take to shut down unless its configuration says otherwise (Proxmox's default).</summary>
    public static TimeSpan DefaultVmTimeout { get; } = TimeSpan.FromSeconds(180);

    /// <summary>How long a container may take to shut down unless its configuration says otherwise (Proxmox's default).</summary>
    public static TimeSpan DefaultContainerTimeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a guest may take to shut down.</summary>
    public static TimeSpan ShutdownTimeout(StartupConfig guest) =>
        guest.ShutdownTimeout ?? (guest.Kind == GuestKind.Lxc ? DefaultContainerTimeout : DefaultVmTimeout);

    /// <summary>The guests that start with the node, one after another: by ascending order, those without one last, within that by id.</summary>
    /// <param name="guests">All guests of the node.</param>
    public static IReadOnlyList<GuestStart> PlanStart(IEnumerable<StartupConfig> guests)
    {
        GuestStart[] starts = [.. guests.Where(static g => g.StartsOnBoot).OrderBy(Place).ThenBy(static g => g.Id)
            .Select(static g => new GuestStart(g.Id, g.Kind, g.DelayAfterStart))];
        if (starts.Length > 0)
        {
            starts[^1] = starts[^1] with { DelayAfter = TimeSpan.Zero };
        }

        return starts;
    }

    /// <summary>
    /// The groups in which guests shut down: those of a group at the same time, the next group when all of it are down. The reverse of the start: those
    /// without an order first. Whether a guest starts with the node does not matter.
    /// </summary>
    /// <param name="running">The guests that run.</param>
    public static IReadOnlyList<IReadOnlyList<GuestShutdown>> PlanShutdown(IEnumerable<StartupConfig> running) =>
        [.. running.GroupBy(Place).OrderByDescending(static g => g.Key).Select(static IReadOnlyList<GuestShutdown> (g) =>
            [.. g.OrderByDescending(static s => s.Id).Select(static s => new GuestShutdown(s.Id, s.Kind, ShutdownTimeout(s)))])];

    private static long Place(StartupConfig guest) => guest.Order ?? long.MaxValue;
}
