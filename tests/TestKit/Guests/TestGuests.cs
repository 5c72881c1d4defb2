using System.Buffers.Binary;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Domar.TestKit.Guests;

/// <summary>Guests to test with: a boot sector that starts in under a second, and the demo disk with a real Linux.</summary>
public static class TestGuests
{
    /// <summary>What the echo guest says first.</summary>
    public const string EchoBanner = "Domar echo guest\r\n";

    /// <summary>Received by the echo guest, powers it off (Ctrl-P).</summary>
    public const byte EchoPowerOff = 0x10;

    /// <summary>Received by the echo guest, resets it (Ctrl-R).</summary>
    public const byte EchoReset = 0x12;

    // echo.S beside this file, assembled: everything up to the last string.
    private const string EchoCode =
        "FA31C08ED88ED0BC007CFCBEC27CE88C00C70630005E7CA33200C706C001347C" +
        "A3C201BA0206A1FC7DEFBEEB7CE87900FBF4EBFD60B00CE670E471BA0006ED23" +
        "06FC7D7545FE0E0B7D750BC6060B7D14BEFE7CE85300B020E6A0E62061CF60BA" +
        "FD03ECA801741DBAF803EC3C10741B3C127425E83D00803E0B7D0273E2C6060B" +
        "7D02EBDBB020E62061CFBE057DE81900BA0406B80020EFF4B0FEE664F4AD85C0" +
        "740689C2ACEEEBF5C3AC84C074FAE80200EBF650BAFD03ECA82074FB58BAF803" +
        "EEC3FB0380F80301F90300FB0303FC030BF9030170000A71002F70000B710042" +
        "70000C2100EBA100FE0000446F6D6172206563686F2067756573740D0A007469" +
        "636B0D0A006F66660D0A0001";

    private const int ButtonOffset = 508;

    /// <summary>The 512 bytes of the echo guest: banner, a tick every ten seconds, and back what it receives, on COM1.</summary>
    /// <param name="hearsPowerButton">False for a guest that ignores ACPI's power button, as one that hangs.</param>
    public static byte[] EchoBootSector(bool hearsPowerButton = true)
    {
        var sector = new byte[512];
        Convert.FromHexString(EchoCode).CopyTo(sector, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(ButtonOffset), hearsPowerButton ? (ushort)0x0100 : (ushort)0);
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(510), 0xAA55);
        return sector;
    }

    /// <summary>Writes the echo guest as a raw disk of 1 MiB, because SeaBIOS does not boot a disk of a single sector.</summary>
    public static void WriteEchoDisk(string path, bool hearsPowerButton = true)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        file.Write(EchoBootSector(hearsPowerButton));
        file.SetLength(1 << 20);
    }

    /// <summary>Path of the demo guest's disk (qcow2, Linux with a shell on ttyS0; 96 MiB of memory); the test is skipped where it is not built.</summary>
    public static string RequireDemoDisk() => Require("make out/demo/domar-demo.qcow2", "out", "demo", "domar-demo.qcow2");

    /// <summary>Path of the published <c>domar</c>; the test is skipped where it is not built.</summary>
    public static string RequireDomarBinary() => Require("make build", "out", "bin", "domar");

    private static string Require(string make, params string[] parts)
    {
        var path = Repository.Root is { } root ? Path.Combine([root, .. parts]) : null;
        if (!File.Exists(path))
        {
            Assert.Inconclusive($"SKIPPED: {string.Join('/', parts)} is not built. Run '{make}'.");
        }

        return path!;
    }
}
