using Domar.Core.Guests;

namespace Domar.Core.Tests.Guests;

[TestClass]
public sealed class RestartPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow(GuestEnd.CleanShutdown)]
    [DataRow(GuestEnd.Requested)]
    public void End_ThatWasMeant_StaysStopped(GuestEnd end) => Assert.IsInstanceOfType<StaysStopped>(RestartPolicy.Decide(end, [], Start));

    [TestMethod]
    public void Start_ThatNeverRan_StaysFailed() => Assert.IsInstanceOfType<StaysFailed>(RestartPolicy.Decide(GuestEnd.StartFailed, [], Start));

    [TestMethod]
    public void Crashes_InARow_WaitTwiceAsLongEachTime_ThenStayFailed() => Assert.AreEqual("1 2 4 8 16 failed", Run(TimeSpan.FromSeconds(5), 10));

    [TestMethod]
    public void Crashes_EveryThreeMinutes_WaitAMinuteAtTheMost() => Assert.AreEqual("1 2 4 8 16 32 60 60 60", Run(TimeSpan.FromMinutes(3), 9));

    [TestMethod]
    public void Run_OfTenMinutes_MakesTheDelayStartOver() => Assert.AreEqual("1 1 1 1", Run(TimeSpan.FromMinutes(10), 4));

    [TestMethod]
    public void Restarts_LongAgo_DoNotCount()
    {
        var restarts = Enumerable.Range(0, 5).Select(i => Start.AddSeconds(i)).ToList();
        Assert.IsInstanceOfType<StaysFailed>(RestartPolicy.Decide(GuestEnd.Crashed, restarts, Start.AddMinutes(10).AddMilliseconds(-1)));
        Assert.IsInstanceOfType<Restarts>(RestartPolicy.Decide(GuestEnd.Crashed, restarts, Start.AddMinutes(10)));
    }

    [TestMethod]
    public void Failure_SaysWhatToDo() => StringAssert.Contains(
        ((StaysFailed)RestartPolicy.Decide(GuestEnd.Crashed, [Start, Start, Start, Start, Start], Start)).Reason, "5 restarts in 10 minutes; look for the reason");

    /// <summary>The delays of a guest that runs this long and crashes, again and again.</summary>
    private static string Run(TimeSpan length, int crashes)
    {
        var (now, restarts, shown) = (Start, new List<DateTimeOffset>(), new List<string>());
        while (shown.Count < crashes)
        {
            now += length;
            if (RestartPolicy.Decide(GuestEnd.Crashed, restarts, now) is not Restarts(var delay))
            {
                shown.Add("failed");
                break;
            }

            shown.Add($"{delay.TotalSeconds:0}");
            now += delay;
            restarts.Add(now);
        }

        return string.Join(' ', shown);
    }
}
