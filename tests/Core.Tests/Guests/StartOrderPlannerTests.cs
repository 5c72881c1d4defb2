using Domar.Core.Config;
using Domar.Core.Guests;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Guests;

[TestClass]
public sealed class StartOrderPlannerTests
{
    private static readonly StartupConfig[] Guests =
    [
        Guest(103, GuestKind.Qemu, "onboot: 1\n"),
        Guest(101, GuestKind.Lxc, "onboot: 1\nstartup: order=2,up=30,down=5\n"),
        Guest(100, GuestKind.Qemu, "onboot: 1\nstartup: order=2\n"),
        Guest(104, GuestKind.Qemu, "startup: order=0\n"),
        Guest(102, GuestKind.Lxc, "onboot: 1\nstartup: up=10\n"),
        Guest(105, GuestKind.Lxc, "onboot: 1\nstartup: 1\n"),
    ];

    [TestMethod]
    public void Start_IsByOrder_ThenById_ThoseWithoutOrderLast() =>
        Assert.AreEqual("105 100 101+30 102+10 103", Shown(StartOrderPlanner.PlanStart(Guests)));

    [TestMethod]
    public void Start_WaitsForNobodyAfterTheLast() =>
        Assert.AreEqual("101", Shown(StartOrderPlanner.PlanStart([Guests[1]])));

    [TestMethod]
    public void Shutdown_IsTheReverse_GuestsOfAnOrderTogether() => Assert.AreEqual(
        "103:180 102:60 | 101:5 100:180 | 105:60 | 104:180",
        string.Join(" | ", StartOrderPlanner.PlanShutdown(Guests).Select(static g => string.Join(' ', g.Select(static s => $"{s.Id}:{s.Timeout.TotalSeconds:0}")))));

    [TestMethod]
    public void NoGuests_AreNoPlan()
    {
        Assert.IsEmpty(StartOrderPlanner.PlanStart([]));
        Assert.IsEmpty(StartOrderPlanner.PlanShutdown([]));
    }

    [TestMethod]
    public void Times_AreCutToADay() =>
        Assert.AreEqual(TimeSpan.FromDays(1), Guest(100, GuestKind.Qemu, "startup: down=9223372036854775807\n").ShutdownTimeout);

    private static StartupConfig Guest(int id, GuestKind kind, string config) =>
        StartupConfig.Read(new GuestId(id), kind, GuestConfig.Parse(config, kind, $"{id}.conf").Current);

    private static string Shown(IEnumerable<GuestStart> starts) =>
        string.Join(' ', starts.Select(static s => s.DelayAfter == TimeSpan.Zero ? $"{s.Id}" : $"{s.Id}+{s.DelayAfter.TotalSeconds:0}"));
}
