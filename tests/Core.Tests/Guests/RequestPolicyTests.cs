using Domar.Core.Guests;

namespace Domar.Core.Tests.Guests;

[TestClass]
public sealed class RequestPolicyTests
{
    [TestMethod]
    [DataRow(GuestState.Starting)]
    [DataRow(GuestState.Running)]
    [DataRow(GuestState.Stopping)]
    [DataRow(GuestState.Unresponsive)]
    public void Start_WhileNotStopped_IsDenied(GuestState state) =>
        Assert.IsInstanceOfType<Denied>(RequestPolicy.Decide(state, null, GuestRequestKind.Start));

    [TestMethod]
    public void Start_WhileStopped_IsQueued() =>
        Assert.IsInstanceOfType<Queued>(RequestPolicy.Decide(GuestState.Stopped, GuestRequestKind.Configure, GuestRequestKind.Start));

    [TestMethod]
    public void Stop_WhileStopped_IsIgnored() =>
        Assert.IsInstanceOfType<Ignored>(RequestPolicy.Decide(GuestState.Stopped, null, GuestRequestKind.Stop));

    [TestMethod]
    [DataRow(GuestState.Starting, GuestRequestKind.Start)]
    [DataRow(GuestState.Running, GuestRequestKind.Configure)]
    [DataRow(GuestState.Unresponsive, GuestRequestKind.Reset)]
    [DataRow(GuestState.Stopping, GuestRequestKind.Shutdown)]
    public void Stop_WhileSomethingRuns_Preempts(GuestState state, GuestRequestKind current) =>
        Assert.IsInstanceOfType<Preempts>(RequestPolicy.Decide(state, current, GuestRequestKind.Stop));

    [TestMethod]
    public void Stop_DuringDestroy_Waits() =>
        Assert.IsInstanceOfType<Queued>(RequestPolicy.Decide(GuestState.Stopped, GuestRequestKind.Destroy, GuestRequestKind.Stop));

    [TestMethod]
    public void Shutdown_OfUnresponsiveGuest_IsDeniedWithTheWayOut()
    {
        var verdict = Assert.IsInstanceOfType<Denied>(RequestPolicy.Decide(GuestState.Unresponsive, null, GuestRequestKind.Shutdown));
        StringAssert.Contains(verdict.Reason, "stop it instead");
    }

    [TestMethod]
    [DataRow(GuestState.Starting)]
    [DataRow(GuestState.Running)]
    [DataRow(GuestState.Stopping)]
    [DataRow(GuestState.Unresponsive)]
    public void Destroy_WhileNotStopped_IsDenied(GuestState state) =>
        Assert.IsInstanceOfType<Denied>(RequestPolicy.Decide(state, null, GuestRequestKind.Destroy));

    [TestMethod]
    public void EveryCombination_HasAVerdict()
    {
        GuestRequestKind?[] currents = [null, .. Enum.GetValues<GuestRequestKind>()];
        foreach (var state in Enum.GetValues<GuestState>())
        {
            foreach (var current in currents)
            {
                foreach (var request in Enum.GetValues<GuestRequestKind>())
                {
                    Assert.IsNotNull(RequestPolicy.Decide(state, current, request));
                }
            }
        }
    }
}
