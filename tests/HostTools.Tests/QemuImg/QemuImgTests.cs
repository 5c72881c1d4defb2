using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.QemuImg;
using Domar.HostTools.Tests.Fakes;
using Domar.TestKit;
using Tool = Domar.HostTools.QemuImg.QemuImg;

namespace Domar.HostTools.Tests.QemuImg;

[TestClass]
public sealed class QemuImgTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public void ParseInfo_Raw()
    {
        var info = QemuImgParser.ParseInfo(Fixture.Read("info-raw.json"));

        Assert.AreEqual(("raw", 5_242_880L, (string?)null, 0), (info.Format, info.VirtualSizeBytes, info.BackingFile, info.Snapshots.Count));
    }

    [TestMethod]
    public void ParseInfo_Qcow2_WithBackingFile()
    {
        var info = QemuImgParser.ParseInfo(Fixture.Read("info-qcow2-backing.json"));

        Assert.AreEqual(("qcow2", 67_108_864L, 200_704L, "/images/base.qcow2", "qcow2"), (info.Format, info.VirtualSizeBytes, info.ActualSizeBytes, info.BackingFile, info.BackingFormat));
    }

    [TestMethod]
    public void ParseInfo_Qcow2_WithSnapshots() =>
        CollectionAssert.AreEqual(new[] { "s1", "s2" }, QemuImgParser.ParseInfo(Fixture.Read("info-qcow2-snapshots.json")).Snapshots.ToArray());

    [TestMethod]
    public void ParseInfo_Qcow2_WithDataFile() =>
        Assert.AreEqual("/images/ext.raw", QemuImgParser.ParseInfo(Fixture.Read("info-qcow2-data-file.json")).DataFile);

    [TestMethod]
    [DataRow("{\n  \"format\": }", "line 2, column 13")]
    [DataRow("{}", "without the expected facts")]
    [DataRow("[]", "without the expected facts")]
    [DataRow("{\"format\": \"raw\", \"virtual-size\": \"1\"}", "without the expected facts")]
    [DataRow("{\"format\": \"raw\", \"virtual-size\": 1e30}", "without the expected facts")]
    [DataRow("", "line 1, column 1")]
    public void ParseInfo_Rejects_OtherThings(string json, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => QemuImgParser.ParseInfo(json)).Message, expected);

    [TestMethod]
    public void ParseInfo_Rejects_DeepNesting()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"children\":", 10_000)) + "1" + new string('}', 10_000);

        Assert.ThrowsExactly<ToolException>(() => QemuImgParser.ParseInfo(deep));
    }

    [TestMethod]
    [DataRow("    (0.00/100%)", 0.0)]
    [DataRow("    (20.00/100%)", 0.2)]
    [DataRow("    (100.00/100%)", 1.0)]
    [DataRow("(/100%)", null)]
    [DataRow("(101.00/100%)", null)]
    [DataRow("(1.00/100%", null)]
    [DataRow("", null)]
    public void ParseProgress_TakesTheFraction(string line, double? expected) => Assert.AreEqual(expected, QemuImgParser.ParseProgress(line));

    [TestMethod]
    public async Task Create_OnAFullDisk_IsNoSpace_AndLeavesNothing()
    {
        using var folder = new TempFolder();
        var tool = new Tool(new FakeToolRunner(_ => new ToolResult(1, "", Fixture.Read("create-no-space.txt"))));

        var exception = await Assert.ThrowsExactlyAsync<NoSpaceException>(() => tool.CreateAsync(NewImage(folder["a"]), Token));

        StringAssert.StartsWith(exception.Message, $"Cannot make image '{folder["a"]}': there is not enough space.");
        Assert.IsFalse(File.Exists(folder["a"]));
    }

    [TestMethod]
    public async Task Create_OverAFile_IsRefused_AndTheFileStays()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a"], "precious");

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => Real().CreateAsync(NewImage(folder["a"]), Token));

        Assert.AreEqual($"Cannot make image '{folder["a"]}': there is a file of that name already.", exception.Message);
        Assert.AreEqual("precious", File.ReadAllText(folder["a"]));
    }

    [TestMethod]
    public async Task Create_InNoFolder_IsRefused()
    {
        using var folder = new TempFolder();

        await Assert.ThrowsExactlyAsync<ToolException>(() => Real().CreateAsync(NewImage(folder["none/a"]), Token));
    }

    [TestMethod]
    [DataRow(-512L)]
    [DataRow(1000L)]
    public async Task Create_OfAnImpossibleSize_IsRefused(long size)
    {
        using var folder = new TempFolder();

        await Assert.ThrowsExactlyAsync<ToolException>(() => Real().CreateAsync(NewImage(folder["a"]) with { SizeBytes = size }, Token));

        Assert.IsFalse(File.Exists(folder["a"]));
    }

    [TestMethod]
    public async Task RelativePath_IsRefused() =>
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Real().InfoAsync("json:{\"driver\":\"null-co\"}", null, Token));

    [TestMethod]
    [DataRow("raw")]
    [DataRow("qcow2")]
    public async Task Real_CreateResizeInfoConvert(string format)
    {
        RequireTool();
        using var folder = new TempFolder();
        var (tool, image, copy) = (Real(), folder["a b:c"], folder["copy"]);
        List<double> progress = [];

        await tool.CreateAsync(NewImage(image) with { Format = format, SizeBytes = 1 << 20 }, Token);
        await tool.ResizeAsync(image, format, 4 << 20, Token);
        await tool.ConvertAsync(
            new QemuImgConvert { Source = image, SourceFormat = format, Target = copy, TargetFormat = "qcow2", OnProgress = progress.Add, SourceInUse = true }, Token);

        Assert.AreEqual((format, 4L << 20), ((await tool.InfoAsync(image, format, Token)).Format, (await tool.InfoAsync(image, null, Token)).VirtualSizeBytes));
        Assert.AreEqual(("qcow2", 4L << 20), ((await tool.InfoAsync(copy, null, Token)).Format, (await tool.InfoAsync(copy, "qcow2", Token)).VirtualSizeBytes));
        Assert.AreEqual(1.0, progress[^1]);
    }

    [TestMethod]
    public async Task Real_Shrink_IsRefused()
    {
        RequireTool();
        using var folder = new TempFolder();
        await Real().CreateAsync(NewImage(folder["a"]), Token);

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => Real().ResizeAsync(folder["a"], "raw", 512, Token));

        Assert.AreEqual(QemuImgParser.Failure($"resize image '{folder["a"]}' to 512 bytes", new ToolResult(1, "", Fixture.Read("resize-shrink.txt"))).Message, exception.Message);
        Assert.AreEqual(1 << 20, new FileInfo(folder["a"]).Length);
    }

    [TestMethod]
    public async Task Real_Convert_OfWhatIsNotAnImage_LeavesNothing()
    {
        RequireTool();
        using var folder = new TempFolder();
        File.WriteAllText(folder["junk"], "junk");

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() =>
            Real().ConvertAsync(new QemuImgConvert { Source = folder["junk"], SourceFormat = "qcow2", Target = folder["copy"], TargetFormat = "raw" }, Token));

        StringAssert.Contains(exception.Message, "Image is not in qcow2 format");
        Assert.IsFalse(File.Exists(folder["copy"]));
    }

    [TestMethod]
    public async Task Convert_Cancelled_LeavesNothing()
    {
        using var folder = new TempFolder();
        var tool = new Tool(new FakeToolRunner(_ => throw new OperationCanceledException()));

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() =>
            tool.ConvertAsync(new QemuImgConvert { Source = "/x", Target = folder["copy"], TargetFormat = "raw" }, Token));

        Assert.IsFalse(File.Exists(folder["copy"]));
    }

    [TestMethod]
    public async Task Convert_IntoAnExistingTarget_KeepsItOnFailure()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["disk"], "");
        var runner = new FakeToolRunner(_ => new ToolResult(1, "", "qemu-img: error while writing at byte 0: Input/output error\n"));

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() =>
            new Tool(runner).ConvertAsync(new QemuImgConvert { Source = "/x", Target = folder["disk"], TargetFormat = "raw", TargetExists = true }, Token));

        Assert.AreEqual($"Cannot copy '/x' to '{folder["disk"]}': error while writing at byte 0: Input/output error", exception.Message);
        Assert.IsTrue(File.Exists(folder["disk"]));
        CollectionAssert.Contains(runner.Runs[0].Arguments.ToArray(), "-n");
    }

    [TestMethod]
    public async Task Convert_IntoATargetOfZeros_WritesOnlyWhatIsNotZero()
    {
        RequireTool();
        using var folder = new TempFolder();
        var image = new byte[8 << 20];
        image.AsSpan(3 << 20, 5).Fill(7);
        File.WriteAllBytes(folder["image"], image);
        using (var target = File.Create(folder["disk"]))
        {
            target.SetLength(16 << 20);
        }

        await Real().ConvertAsync(
            new QemuImgConvert { Source = folder["image"], SourceFormat = "raw", Target = folder["disk"], TargetFormat = "raw", TargetExists = true, TargetIsZero = true }, Token);

        CollectionAssert.AreEqual((byte[])[.. image, .. new byte[8 << 20]], File.ReadAllBytes(folder["disk"]));
        Assert.IsLessThan(1 << 20, LinuxFileLayer.Instance.Stat(folder["disk"])!.Value.AllocatedBytes);
    }

    private static Tool Real() => new(new ToolRunner());

    private static QemuImgCreate NewImage(string path) => new() { Path = path, Format = "raw", SizeBytes = 1 << 20 };

    private static void RequireTool()
    {
        if (ProgramFinder.Find("qemu-img") is null)
        {
            Assert.Inconclusive("SKIPPED: qemu-img is not here. Install it with 'apt install qemu-utils'.");
        }
    }
}
