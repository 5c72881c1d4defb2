using Domar.HostTools.Exec;

namespace Domar.HostTools.Tests.Exec;

[TestClass]
public sealed class ProcessStatTests
{
    [TestMethod]
    public void Name_MayHoldSpacesAndParentheses()
    {
        var stat = ProcessStat.Parse("42 (a) (b c) S 1 42 41 0 -1 4194560 1 0 0 0 7 9 0 0 20 0 3 0 1234 10000 55 18446744073709551615 1\n");

        Assert.AreEqual(new ProcessStat("a) (b c", 'S', 1, 41, 7, 9, 3, 1234, 10000, 55, 0), stat);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("1 (x)")]
    [DataRow("1 (x) S 1 2")]
    [DataRow("1 )x( S 1 1 1 0 -1 1 1 0 0 0 7 9 0 0 20 0 3 0 1234 10000 55")]
    [DataRow("1 (x) S 1 1 1 0 -1 1 1 0 0 0 many 9 0 0 20 0 3 0 1234 10000 55")]
    public void Rejects_WhatIsNotStat(string text) => Assert.ThrowsExactly<FormatException>(() => ProcessStat.Parse(text));

    [TestMethod]
    public void Own_Start_IsInThePast_AndStable()
    {
        var stat = ProcessTable.ReadStat(Environment.ProcessId)!;

        var started = ProcessTable.StartedAt(stat.StartTicks);

        Assert.IsLessThan(TimeProvider.System.GetUtcNow(), started);
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        Assert.IsLessThan(1.5, Math.Abs((self.StartTime.ToUniversalTime() - started.UtcDateTime).TotalSeconds));
    }

    [TestMethod]
    public void Own_EnvironmentIsThere_AndAKernelThreadHasNone()
    {
        Assert.AreNotEqual(0, ProcessTable.ReadStat(Environment.ProcessId)!.EnvironmentEnd);
        if (ProcessTable.ReadStat(2) is { Name: "kthreadd" } kernelThread)
        {
            Assert.AreEqual((0, 0L), (kernelThread.Session, kernelThread.EnvironmentEnd));
        }
    }

    [TestMethod]
    public void MissingProcess_IsNull() => Assert.IsNull(ProcessTable.ReadStat(int.MaxValue));
}
