using Domar.HostTools.Host;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Host;

/// <summary>Network cards, firmware and time zones, from folders that look like the kernel's.</summary>
[TestClass]
public sealed class MachineFactsTests
{
    [TestMethod]
    public void Cards_HaveTheirFacts_AndOthersAreLeftOut()
    {
        using var sys = new TempFolder();
        // As recorded in a live Domar: enp0s2 is virtio, which has no speed; enp0s3 an e1000.
        Card(sys, "enp0s3", "52:54:00:12:34:57", ("operstate", "up"), ("carrier", "1"), ("speed", "1000"), ("flags", "0x1003"), ("ifindex", "3"), ("type", "1"));
        Card(sys, "enp0s2", "52:54:00:12:34:56", ("operstate", "up"), ("carrier", "1"), ("speed", "-1"), ("flags", "0x1003"), ("ifindex", "2"), ("type", "1"));
        Card(sys, "enp9s0", "52:54:00:AA:BB:CC", ("carrier", "0"), ("flags", "0x1003"), ("type", "1"));
        // A card that is off: the kernel refuses to read carrier and speed.
        Card(sys, "enp9s1", "52:54:00:aa:bb:cd", ("flags", "0x1002"), ("type", "1"));
        // InfiniBand, and a bridge without a device.
        Card(sys, "ib0", "80:00", ("flags", "0x1003"), ("type", "32"));
        Directory.CreateDirectory(sys["class/net/vmbr0"]);
        File.WriteAllText(sys["class/net/vmbr0/type"], "1\n");
        Directory.CreateDirectory(sys["drivers/e1000"]);
        File.CreateSymbolicLink(sys["class/net/enp0s3/device/driver"], sys["drivers/e1000"]);

        var cards = new NetworkCards(sys.Path).Read();

        CollectionAssert.AreEqual(
            new NetworkCard[]
            {
                new("enp0s2", 2, "52:54:00:12:34:56", null, true, true, null),
                new("enp0s3", 3, "52:54:00:12:34:57", "e1000", true, true, 1000),
                new("enp9s0", 0, "52:54:00:aa:bb:cc", null, true, false, null),
                new("enp9s1", 0, "52:54:00:aa:bb:cd", null, false, null, null),
            },
            cards.ToArray());
    }

    [TestMethod]
    public void Cards_WithoutSysfs_AreNone()
    {
        using var folder = new TempFolder();
        Assert.IsEmpty(new NetworkCards(folder["none"]).Read());
    }

    [TestMethod]
    public void Firmware_WithoutEfi_IsBios()
    {
        using var sys = new TempFolder();
        Assert.AreEqual(new FirmwareFacts(false, null), new FirmwareProbe(sys.Path).Read());
    }

    [TestMethod]
    // As recorded under OVMF with Microsoft's keys: attributes 6, value 1.
    [DataRow(new byte[] { 6, 0, 0, 0, 1 }, true)]
    [DataRow(new byte[] { 6, 0, 0, 0, 0 }, false)]
    [DataRow(new byte[] { 6, 0, 0, 0 }, null)]
    public void Firmware_WithEfi_TellsSecureBoot(byte[] variable, bool? expected)
    {
        using var sys = new TempFolder();
        Directory.CreateDirectory(sys["firmware/efi/efivars"]);
        File.WriteAllBytes(sys["firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"], variable);

        Assert.AreEqual(new FirmwareFacts(true, expected), new FirmwareProbe(sys.Path).Read());
    }

    [TestMethod]
    public void Firmware_WithoutTheVariable_HasNoSecureBoot_OrItIsNotKnown()
    {
        using var sys = new TempFolder();
        Directory.CreateDirectory(sys["firmware/efi/efivars"]);
        Assert.AreEqual(new FirmwareFacts(true, null), new FirmwareProbe(sys.Path).Read());

        File.WriteAllText(sys["firmware/efi/efivars/BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c"], "x");
        Assert.AreEqual(new FirmwareFacts(true, false), new FirmwareProbe(sys.Path).Read());
    }

    [TestMethod]
    public void TimeZones_AreNames_AndTablesAreLeftOut()
    {
        using var folder = new TempFolder();
        Assert.IsNull(TimeZoneNames.Read(folder["none"]));
        foreach (var name in new[] { "UTC", "Europe/Vienna", "America/Argentina/Salta", "zone.tab", "tzdata.zi", "right/UTC", "posixrules" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], "");
        }

        CollectionAssert.AreEquivalent(new[] { "UTC", "Europe/Vienna", "America/Argentina/Salta" }, TimeZoneNames.Read(folder.Path)!.ToArray());
    }

    [TestMethod]
    public void Mounts_HaveDevicePointAndSource() => CollectionAssert.AreEqual(
        new MountEntry[] { new("254:0", "/", "/dev/mapper/domar-root"), new("8:17", "/mnt/a b\\c", "/dev/sdb1"), new("0:47", "/run/x", "tmpfs") },
        MountTable.Parse(
            """
            29 1 254:0 / / ro,relatime shared:1 - squashfs /dev/mapper/domar-root ro,errors=continue
            31 29 8:17 / /mnt/a\040b\134c rw - ext4 /dev/sdb1 rw
            63 31 0:47 / /run/x rw,nosuid shared:25 master:3 - tmpfs tmpfs rw

            """).ToArray());

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("29 1 254:0 / / ro,relatime shared:1 squashfs /dev/mapper/domar-root ro")]
    public void Mounts_OfAnotherForm_AreRefused(string text) => Assert.ThrowsExactly<FormatException>(() => MountTable.Parse(text));

    private static void Card(TempFolder sys, string name, string mac, params (string Name, string Value)[] files)
    {
        Directory.CreateDirectory(sys[$"class/net/{name}/device"]);
        File.WriteAllText(sys[$"class/net/{name}/address"], mac + "\n");
        foreach (var (file, value) in files)
        {
            File.WriteAllText(sys[$"class/net/{name}/{file}"], value + "\n");
        }
    }
}
