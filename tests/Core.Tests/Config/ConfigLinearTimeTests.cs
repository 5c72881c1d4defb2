using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Config;

/// <summary>
/// Time grows with an input's length, not with its square: 8 times the input may take 32 times as long (linear: 8, quadratic: 64), which
/// leaves room for collections, which small inputs end before; a bad ratio is measured again before it counts. Memory is counted too.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ConfigLinearTimeTests
{
    private const int Small = 12_500;
    private const int Factor = 8;

    private static readonly Dictionary<string, Func<int, string>> Inputs = new()
    {
        ["commas"] = static n => "net0: " + new string(',', n) + "\n",
        ["equals signs"] = static n => "net0: " + new string('=', n) + "\n",
        ["quotes"] = static n => "scsi0: " + new string('"', n) + "\n",
        ["open quotes"] = static n => "scsi0: " + Repeat("\"a,", n) + "\n",
        ["backslashes"] = static n => "scsi0: \"" + new string('\\', n) + "\n",
        ["sub-keys of one name"] = static n => "scsi0: " + Repeat("ssd=1,", n) + "\n",
        ["unknown sub-keys"] = static n => "scsi0: " + Many(n, static i => $"x{i}=1,") + "\n",
        ["brackets"] = static n => new string('[', n) + new string(']', n) + "\n",
        ["bracket lines"] = static n => Repeat("[\n", n),
        ["sections"] = static n => Many(n, static i => $"[s{i}]\ncores: 1\n"),
        ["sections of one name"] = static n => Repeat("[PENDING]\n", n),
        ["lines"] = static n => Many(n, static i => $"key{i}: v\n"),
        ["keys of one name"] = static n => Repeat("cores: 1\n", n),
        ["empty lines"] = static n => new string('\n', n),
        ["carriage returns"] = static n => new string('\r', n),
        ["spaces"] = static n => "name: " + new string(' ', n) + "x\n" + new string(' ', n),
        ["comments"] = static n => Repeat("#%41%\n", n),
        ["percent signs"] = static n => "#" + new string('%', n) + "\nsshkeys: " + new string('%', n) + "\n",
        ["colons"] = static n => "a" + new string(':', n) + "\n",
        ["one long key"] = static n => new string('a', n) + ": 1\n",
        ["one long number"] = static n => "cores: " + new string('9', n) + "\ncpulimit: 0." + new string('1', n) + "\n",
        ["one long name"] = static n => "name: " + Repeat("a-.", n) + "\nnameserver: " + Repeat("a ", n) + "\n",
        ["one long list"] = static n => "tags: " + Repeat("a;", n) + "\naffinity: " + Repeat("1-2,", n) + "\nboot: order=" + Repeat("net0;", n) + "\n",
        ["one long delete list"] = static n => "[PENDING]\ndelete: " + Many(n, static i => $"net{i},") + "\n",
        ["one long machine type"] = static n => "machine: pc-q35" + Repeat("-1.1", n) + "\nusb0: 1-1" + Repeat(".1", n) + "\nhostpci0: " + Repeat("01:00.0;", n) + "\n",
        ["raw lines"] = static n => Repeat("lxc.idmap = u 0 1 2\n", n),
        ["mount paths"] = static n => "mp0: " + Repeat("/.", n) + ",mp=" + Repeat("/a", n) + "\n",
        ["storages"] = static n => Many(n, static i => $"dir: s{i}\n\tpath /x\n"),
        ["storages of one name"] = static n => Repeat("dir: ss\n\tpath /x\n", n),
        ["properties of one name"] = static n => "dir: ss\n" + Repeat("\tpath /x\n", n),
        ["long properties"] = static n => "dir: ss\n\tpath /" + new string('x', n) + "\n\tcontent " + Repeat("iso,", n) + "\n\tnodes " + Repeat("a,", n) + "\n",
    };

    public static IEnumerable<object[]> Names => Inputs.Keys.Select(static n => new object[] { n });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Time_GrowsWithTheInput(string name)
    {
        var small = Inputs[name](Small);
        var large = Inputs[name](Small * Factor);
        Exercise(small);

        var bytesOfSmall = Bytes(small);
        var bytesOfLarge = Bytes(large);
        Assert.IsLessThan((bytesOfSmall + 100_000) * Factor * 2, bytesOfLarge, $"{name}: {bytesOfSmall} bytes, then {bytesOfLarge}");

        double ratio = 0;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            // Below half a millisecond the clock is what is measured.
            ratio = Milliseconds(large, runs: 2) / Math.Max(Milliseconds(small, runs: 3), 0.5);
            if (ratio < Factor * 4)
            {
                return;
            }
        }

        Assert.Fail($"{name}: {Factor} times the input took {ratio:0} times as long.");
    }

    private static double Milliseconds(string text, int runs)
    {
        var best = double.MaxValue;
        for (var run = 0; run < runs; run++)
        {
            // Processor time: what other programs do meanwhile does not count. No other test runs beside this class.
            var start = Environment.CpuUsage.TotalTime;
            Exercise(text);
            var elapsed = Environment.CpuUsage.TotalTime - start;
            best = Math.Min(best, elapsed.TotalMilliseconds);
        }

        return best;
    }

    private static long Bytes(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exercise(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Exercise(string text)
    {
        ReadGuest(text, GuestKind.Qemu);
        ReadGuest(text, GuestKind.Lxc);
        try
        {
            var storages = StorageConfig.Parse(text, "s");
            _ = storages.Set(storages.Storages.Count > 0 ? storages.Storages[0].Id : "none", "disable", "1").ToText();
        }
        catch (FormatException)
        {
            // Refusing is fine; how long it takes is the question.
        }

        try
        {
            _ = KeyValueConfig.Parse(text, "k").Set("a", "b").ToText();
        }
        catch (FormatException)
        {
            // As above.
        }
    }

    private static void ReadGuest(string text, GuestKind kind)
    {
        try
        {
            var config = GuestConfig.Parse(text, kind, "g");
            _ = config.Description;
            _ = config.Set("memory", "64").SetPending("memory", "128").DeletePending("onboot").WithDescription("x").ToText();
            _ = config.Current.Indexed("net").Count();
            _ = config.Current.Property("scsi0")?.With("ssd", "0");
        }
        catch (FormatException)
        {
            // As above.
        }
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Many(int count, Func<int, string> make) => string.Concat(Enumerable.Range(0, count).Select(make));
}
