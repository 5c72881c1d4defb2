using Domar.HostTools.Host;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Host;

[TestClass]
public sealed class KernelCommandLineTests
{
    [TestMethod]
    [DataRow("quiet domar.answer=http://a/?b=c panic=60\n", "http://a/?b=c")]
    [DataRow("domar.answer=a domar.answer=b", "b")]
    [DataRow("domar.answer=\"a b\" c", "a b")]
    [DataRow("\"domar.answer=a b\"", "a b")]
    [DataRow("domar.answer=", null)]
    [DataRow("domar.answer", null)]
    [DataRow("xdomar.answer=a", null)]
    [DataRow("", null)]
    public void Value_IsFound(string text, string? expected) => Assert.AreEqual(expected, new KernelCommandLine(text)["domar.answer"]);

    [TestMethod]
    public void Dmi_HasWhatCanBeRead()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["class/dmi/id"]);
        File.WriteAllText(folder["class/dmi/id/product_serial"], "S1 \n");
        File.WriteAllText(folder["class/dmi/id/board_asset_tag"], "\n");

        var dmi = DmiInfo.Read(folder.Path);

        Assert.AreEqual("S1", dmi.System.Single(static pair => pair.Key == "serial").Value);
        Assert.AreEqual("", dmi.Baseboard["asset_tag"]);
        Assert.IsEmpty(dmi.Chassis);
    }
}
