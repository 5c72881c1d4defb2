using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;

namespace Domar.Installer.Tests.Parsing;

/// <summary>Inventories in Proxmox's form, and lists that this program keeps.</summary>
[TestClass]
public sealed class InventoryParserTests
{
    private const string Info = """
        {
          "disks": [[0, "/dev/sda", 468862128, "SAMSUNG", 512, "/sys/block/sda"]],
          "network": {
            "dns": { "dns": [], "domain": null },
            "interfaces": { "eno1": { "mac": "B4:2E:99:AC:AD:B4", "state": "UP", "pinned_id": "0", "addresses": [{ "address": "192.0.2.1", "family": "inet", "prefix": 24 }] } },
            "routes": { "gateway6": { "dev": "eno1", "gateway": "fe80::1" } }
          },
          "total_memory": 4096
        }
        """;

    private const string Udev = """{ "disks": { "0": { "ID_SERIAL": "S1" } }, "nics": {} }""";

    [TestMethod]
    public void Inventory_IsRead()
    {
        var facts = RunEnvironmentParser.Parse(Info, Udev);

        Assert.AreEqual(("0", "sda", 240_057_409_536L, "S1"), (facts.Disks[0].Index, facts.Disks[0].Device.Name, facts.Disks[0].Device.SizeBytes, facts.Disks[0].Properties["ID_SERIAL"]));
        Assert.AreEqual(("eno1", "b4:2e:99:ac:ad:b4", true, "192.0.2.1/24"), (facts.Nics[0].Name, facts.Nics[0].Mac, facts.Nics[0].HasLink, facts.Nics[0].Addresses[0].ToString()));
        Assert.IsNull(facts.Route4);
        Assert.AreEqual("fe80::1", facts.Route6!.Gateway.ToString());
        // A tenth of the memory.
        Assert.AreEqual(409, facts.DefaultArcMaxMiB);
    }

    [TestMethod]
    [DataRow("{\n  x", Udev, "run-env-info.json: line 2, column 3: not JSON")]
    [DataRow(Info, "", "run-env-udev.json: line 1, column 1: not JSON")]
    [DataRow("{}", Udev, "run-env-info.json does not have the form of an inventory: ")]
    [DataRow("[]", Udev, "run-env-info.json does not have the form of an inventory: ")]
    [DataRow(Info, "{}", "run-env-udev.json does not have the form of an inventory: ")]
    [DataRow("""{"disks": [[0, "sda", 1, "", 512]], "network": {"interfaces": {}}, "total_memory": 1}""", Udev, "disk 0 has the path 'sda', which is not in /dev")]
    [DataRow("""{"disks": [[0]], "network": {"interfaces": {}}, "total_memory": 1}""", Udev, "run-env-info.json does not have the form of an inventory: ")]
    [DataRow("""{"disks": [[0, "/dev/sda", 9223372036854775807, "", 512]], "network": {"interfaces": {}}, "total_memory": 1}""", Udev, "run-env-info.json does not have the form of an inventory: ")]
    public void OtherThings_AreRefused(string info, string udev, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => RunEnvironmentParser.Parse(info, udev)).Message, expected);

    [TestMethod]
    [DataRow(256, 64)]
    [DataRow(8192, 819)]
    [DataRow(1_000_000, 16384)]
    public void DefaultArc_IsATenthOfMemory_WithinLimits(int memoryMiB, int expected) => Assert.AreEqual(expected, RunEnvironmentParser.DefaultArcMax(memoryMiB));

    [TestMethod]
    public void Countries_AreThoseOfIso3166()
    {
        Assert.AreEqual(249, Countries.Count);
        Assert.IsTrue(Countries.Contains("at"));
        Assert.IsFalse(Countries.Contains("uk"));
    }
}
