using Domar.HostTools.Host;
using Domar.HostTools.Tests.Fakes;

namespace Domar.HostTools.Tests.Host;

[TestClass]
public sealed class ProcParserTests
{
    [TestMethod]
    public void Uptime_IsRead() => Assert.AreEqual(TimeSpan.FromSeconds(double.Parse(Fixture.Read("uptime.txt").Split(' ')[0])), ProcParser.ParseUptime(Fixture.Read("uptime.txt")));

    [TestMethod]
    public void LoadAverage_IsRead() => Assert.AreEqual(new LoadAverage(4.04, 4.53, 3.5), ProcParser.ParseLoadAverage("4.04 4.53 3.50 5/189 11567\n"));

    [TestMethod]
    public void Memory_IsRead()
    {
        var memory = ProcParser.ParseMemory(Fixture.Read("meminfo.txt"));

        Assert.AreEqual((24_684_092L * 1024, 0L), (memory.TotalBytes, memory.SwapTotalBytes));
        Assert.IsInRange(1, memory.TotalBytes, memory.AvailableBytes);
        Assert.AreEqual(memory.TotalBytes - memory.AvailableBytes, memory.UsedBytes);
    }

    [TestMethod]
    public void Memory_WithoutSwapLines_HasNoSwap() =>
        Assert.AreEqual(new MemoryStatus(4096, 2048, 1024, 0, 0), ProcParser.ParseMemory("MemTotal: 4 kB\nMemFree: 1 kB\nMemAvailable: 2 kB\n"));

    [TestMethod]
    public void CpuTimes_AreRead_WithoutCountingGuestsTwice()
    {
        // user nice system idle iowait irq softirq steal guest guest_nice
        Assert.AreEqual(new CpuTimes(40, 5, 10 + 2 + 3 + 40 + 5 + 1 + 2 + 3), ProcParser.ParseCpuTimes("cpu  10 2 3 40 5 1 2 3 9 1\ncpu0 1 1 1 1 1 1 1 1 1 1\n"));
        Assert.IsGreaterThan(0, ProcParser.ParseCpuTimes(Fixture.Read("stat.txt")).Idle);
    }

    [TestMethod]
    public void CpuTimes_TellUsage()
    {
        var (before, after) = (new CpuTimes(100, 10, 200), new CpuTimes(150, 20, 300));

        Assert.AreEqual(0.4, after.BusySince(before), 1e-9);
        Assert.AreEqual(0.1, after.IoWaitSince(before), 1e-9);
        Assert.AreEqual(0, before.BusySince(before));
    }

    [TestMethod]
    public void CpuInfo_IsRead()
    {
        var cpu = ProcParser.ParseCpuInfo(Fixture.Read("cpuinfo.txt"));

        Assert.AreEqual(("AuthenticAMD", "AMD EPYC", 1, 2, 2, 48), (cpu.Vendor, cpu.Model, cpu.Sockets, cpu.Cores, cpu.Threads, cpu.PhysicalAddressBits));
        Assert.Contains("sse4_2", cpu.Flags);
        Assert.IsFalse(cpu.HasVirtualization);
    }

    [TestMethod]
    public void CpuInfo_CountsSocketsCoresAndThreads()
    {
        var text = string.Concat(
            from socket in Enumerable.Range(0, 2)
            from core in Enumerable.Range(0, 4)
            from thread in Enumerable.Range(0, 2)
            select $"processor\t: {(socket * 8) + (core * 2) + thread}\nphysical id\t: {socket}\ncore id\t: {core}\nflags\t: fpu vmx\n\n");

        var cpu = ProcParser.ParseCpuInfo(text);

        Assert.AreEqual((2, 8, 16, true), (cpu.Sockets, cpu.Cores, cpu.Threads, cpu.HasVirtualization));
    }

    [TestMethod]
    public void Process_IsRead()
    {
        Assert.AreEqual((4859L, 1611L), ProcParser.ParseStatm(Fixture.Read("process-statm.txt")));
        Assert.AreEqual((4096L, 8192L), ProcParser.ParseIo(Fixture.Read("process-io.txt")));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("x")]
    [DataRow("a: b\nMemTotal: 5 MB\ncpu 1 2\nread_bytes: -\n")]
    public void OtherText_IsAnErrorThatNamesTheFile(string text)
    {
        Action[] parsers =
        [
            () => ProcParser.ParseUptime(text), () => ProcParser.ParseLoadAverage(text), () => ProcParser.ParseMemory(text), () => ProcParser.ParseCpuTimes(text),
            () => ProcParser.ParseCpuInfo(text), () => ProcParser.ParseStatm(text), () => ProcParser.ParseIo(text),
        ];
        foreach (var parser in parsers)
        {
            StringAssert.StartsWith(Assert.ThrowsExactly<FormatException>(parser).Message, "/proc/");
        }
    }
}
