using System.Text.Json;
using Domar.HostTools.Exec;
using Domar.HostTools.Smartctl;
using Domar.HostTools.Tests.Fakes;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Smartctl;

[TestClass]
public sealed class SmartctlTests
{
    [TestMethod]
    public void EveryRecordedDisk_HasHealthTemperatureAndHours()
    {
        var files = Directory.GetFiles(SharedData.Require("smartctl"), "*.json");
        Assert.IsNotEmpty(files);
        var worn = 0;
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;

            var summary = SmartctlParser.Parse(text, root.GetProperty("smartctl").GetProperty("exit_status").GetInt32());

            var passed = root.GetProperty("smart_status").GetProperty("passed").GetBoolean();
            Assert.AreEqual(
                (passed ? SmartHealth.Passed : SmartHealth.Failed, root.GetProperty("temperature").GetProperty("current").GetInt32(), root.GetProperty("power_on_time").GetProperty("hours").GetInt64()),
                (summary.Health, summary.TemperatureCelsius, summary.PowerOnHours),
                file);
            Assert.IsNull(summary.Problem, file);

            // Rotating disks do not wear; each solid state disk of the collection tells its wear.
            var spins = root.TryGetProperty("rotation_rate", out var rate) && rate.GetInt32() > 0;
            if (root.TryGetProperty("nvme_smart_health_information_log", out var log))
            {
                Assert.AreEqual(log.GetProperty("percentage_used").GetInt32(), summary.PercentageUsed, file);
            }
            else if (spins)
            {
                Assert.IsNull(summary.PercentageUsed, file);
            }
            else if (rate.ValueKind == JsonValueKind.Number)
            {
                Assert.IsNotNull(summary.PercentageUsed, file);
                worn++;
            }
        }

        Assert.IsGreaterThan(10, worn);
    }

    [TestMethod]
    [DataRow("sat-Intel_730_and_DC_S35x0_3610_3700_Series_SSDs-INTEL_SSDSC2BB016T4-sdf.json", 85)]
    [DataRow("SAMSUNG_MZ7WD240HAFV-00003_22.json", 10)]
    [DataRow("sat-Phison_Driven_SSDs-KINGSTON_SA400M8120G-sda.json", 2)]
    [DataRow("sat-Dell_Certified_Intel_S3520_Series_SSDs-SSDSCKJB240G7R-sdm.json", 0)]
    [DataRow("sat-Micron_5100_Pro___52x0___5300_SSDs-Micron_5300_MTFDDAK960TDS-sdi.json", 1)]
    [DataRow("nvme-null-INTEL_SSDPE2KX020T7-nvme6.json", 75)]
    public void Wear_IsWhatIsUsedUp(string file, int expected) => Assert.AreEqual(expected, SmartctlParser.Parse(File.ReadAllText(SharedData.Require("smartctl", file)), 0).PercentageUsed);

    [TestMethod]
    public void Wear_OfOtherForms_IsRead()
    {
        Assert.AreEqual(7, SmartctlParser.Parse("""{"endurance_used": {"current_percent": 7}}""", 0).PercentageUsed); // 7.4, SCSI and ATA
        Assert.AreEqual(3, SmartctlParser.Parse("""{"scsi_percentage_used_endurance_indicator": 3}""", 0).PercentageUsed); // 7.3
        Assert.AreEqual(130, SmartctlParser.Parse("""{"nvme_smart_health_information_log": {"percentage_used": 130}}""", 0).PercentageUsed);
        Assert.IsNull(SmartctlParser.Parse("""{"ata_smart_attributes": {"table": [{"id": 177, "name": "Wear_Leveling_Count", "value": 253}]}}""", 0).PercentageUsed);
    }

    [TestMethod]
    [DataRow(0, SmartHealth.Unknown)]
    [DataRow(4, SmartHealth.Unknown)] // a SMART command failed
    [DataRow(8, SmartHealth.Failed)]
    [DataRow(64 + 128, SmartHealth.Unknown)] // errors in logs
    public void Verdict_IsInTheExitStatus_WhereJsonHasNone(int exitStatus, SmartHealth expected) => Assert.AreEqual(expected, SmartctlParser.Parse("{}", exitStatus).Health);

    [TestMethod]
    public void DiskThatIsGone_IsUnknown_WithSmartctlsWords()
    {
        var summary = SmartctlParser.Parse(
            """{"smartctl": {"exit_status": 2, "messages": [{"string": "Smartctl open device: /dev/sdz failed: No such device", "severity": "error"}]}}""", 2);

        Assert.AreEqual(new SmartSummary(SmartHealth.Unknown) { Problem = "Smartctl open device: /dev/sdz failed: No such device" }, summary);
        Assert.AreEqual("smartctl cannot ask it (exit status 2)", SmartctlParser.Parse("{}", 2).Problem);
    }

    [TestMethod]
    [DataRow("", "line 1, column 1: not JSON")]
    [DataRow("[]", "without the expected facts")]
    [DataRow("""{"smart_status": {"passed": "yes"}}""", "without the expected facts")]
    [DataRow("""{"temperature": {"current": "hot"}}""", "without the expected facts")]
    public void Rejects_OtherThings(string json, string expected) => StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => SmartctlParser.Parse(json, 0)).Message, expected);

    [TestMethod]
    public async Task Smartctl_IsAskedForAll_UnderADeadline()
    {
        var runner = new FakeToolRunner(static _ => new ToolResult(0, "{}", ""));

        await new HostTools.Smartctl.Smartctl(runner).ReadAsync("/dev/sda", CancellationToken.None);

        Assert.AreEqual("smartctl --json=c -x /dev/sda", runner.Runs.Single().ToString());
        Assert.IsLessThanOrEqualTo(TimeSpan.FromSeconds(20), runner.Runs.Single().Timeout);
    }

    [TestMethod]
    public async Task DiskThatDoesNotAnswer_IsUnknown_AndNoError()
    {
        var smartctl = new HostTools.Smartctl.Smartctl(new FakeToolRunner(static command => throw new ToolException($"'{command}' did not end within 20 s.")));

        Assert.AreEqual(
            new SmartSummary(SmartHealth.Unknown) { Problem = "'smartctl --json=c -x /dev/sda' did not end within 20 s." }, await smartctl.ReadAsync("/dev/sda", CancellationToken.None));
    }
}
