using Domar.HostTools.Steps;
using Domar.Installer.Installation;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Installer.Tests.Installation;

[TestClass]
public sealed class PlainProgressTests
{
    private readonly FakeTimeProvider _time = new();

    [TestMethod]
    public void Terminal_HasOneLine_WithPercentRateAndTimeLeft()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var progress = new PlainProgress(output, isTerminal: true, _time);

        progress.OnProgress(Step("Write the system", 0));
        _time.Advance(TimeSpan.FromSeconds(1));
        progress.OnProgress(Step("Write the system", 100_000_000));
        progress.End();

        Assert.AreEqual(
            $"\r{"3/9 Write the system",-73}   0 %\u001b[K\r{"3/9 Write the system",-50}  10 %   100 MB/s   0:09 left\u001b[K\n", output.ToString());
    }

    [TestMethod]
    public void LongText_IsCutToTheWidth()
    {
        using var output = new StringWriter();
        new PlainProgress(output, isTerminal: true, _time).OnProgress(Step(new string('x', 200), 0));

        Assert.AreEqual(1 + 79 + 3, output.ToString().Length);
        Assert.Contains("x...   0 %", output.ToString());
    }

    [TestMethod]
    public void Rate_IsSmooth_AndPausesDoNotCount()
    {
        var meter = new RateMeter(_time);
        meter.Add(0);
        Assert.IsNull(meter.BytesPerSecond);
        Assert.IsNull(meter.TimeFor(100));

        Advance(1, 100);
        Assert.AreEqual(100, meter.BytesPerSecond);

        // A minute of making file systems, then the disk goes on as before.
        Advance(60, 100);
        Advance(1, 200);
        Assert.AreEqual(100, meter.BytesPerSecond!.Value, 0.001);
        Assert.AreEqual(TimeSpan.FromSeconds(5), meter.TimeFor(500));

        // A jump is followed slowly.
        Advance(1, 1200);
        Assert.IsInRange(200d, 500d, meter.BytesPerSecond!.Value);

        void Advance(double seconds, long bytes)
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            meter.Add(bytes);
        }
    }

    private static StepProgress Step(string text, long done) => new("G", text, 3, 9, done, 1_000_000_000);
}
