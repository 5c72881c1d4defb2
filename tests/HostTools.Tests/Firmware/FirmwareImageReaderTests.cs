using System.Security.Cryptography;
using System.Text;
using Domar.Core.Firmware;
using Domar.HostTools.Firmware;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Firmware;

[TestClass]
public sealed class FirmwareImageReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private readonly Dictionary<string, byte[]> _files = new()
    {
        ["boot/vmlinuz"] = new byte[5000],
        ["boot/initrd"] = new byte[3000],
        ["domar/root.conf"] = Encoding.ASCII.GetBytes(VerityImage.ConfText),
        ["domar/root.img"] = VerityImage.Bytes(),
    };

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void AWholeIso_IsRead()
    {
        var fractions = new List<double>();
        var path = Write(TestIso.Make("DOMAR_0_2_0", _files));

        Assert.AreEqual(new FirmwareImage(path, VerityImage.Conf, 5000, 3000), FirmwareImageReader.Read(path, fractions.Add, CancellationToken.None));
        Assert.IsTrue(fractions is [>= 0, .., <= 1]);
    }

    [TestMethod]
    [DataRow("boot/vmlinuz", "its kernel is damaged: it does not have the hash that version 0.2.0 was built with. ")]
    [DataRow("boot/initrd", "its initramfs is damaged: it does not have the hash that version 0.2.0 was built with. ")]
    public void DamagedBootFile_IsTold(string file, string reason)
    {
        var hashes = new[] { "boot/vmlinuz", "boot/initrd" }.Select(name => Convert.ToHexStringLower(SHA256.HashData(_files[name]))).ToArray();
        _files["domar/root.conf"] = Encoding.ASCII.GetBytes($"{VerityImage.ConfText}kernel_hash={hashes[0]}\ninitrd_hash={hashes[1]}\n");
        Assert.AreEqual(hashes[0], FirmwareImageReader.Read(Write(TestIso.Make("DOMAR_0_2_0", _files)), null, CancellationToken.None).Root.KernelHash);

        _files[file][2999] ^= 1;
        Refuses(Write(TestIso.Make("DOMAR_0_2_0", _files)), reason);
    }

    [TestMethod]
    public void TheIsoThatThisCheckoutBuilt_IsRead()
    {
        var path = Repository.PathOf("out", "image", "domar.iso");
        if (!File.Exists(path))
        {
            Assert.Inconclusive("SKIPPED: out/image/domar.iso is not built. Run 'make iso'.");
        }

        var image = FirmwareImageReader.Read(path, null, CancellationToken.None);
        Assert.IsTrue(image.KernelBytes > 1_000_000 && image.InitrdBytes > 1_000_000);
    }

    [TestMethod]
    public void AMissingFile_IsTold() => Refuses(_folder["nothing.iso"], "there is no such file on this host.");

    [TestMethod]
    public void AFolder_IsTold() => Refuses(_folder.Path, "it cannot be read: ");

    [TestMethod]
    [DataRow(0)]
    [DataRow(20_000)]
    [DataRow(100_000)]
    public void SomethingElse_IsTold(int length) => Refuses(Write(new byte[length]), "it is no ISO. ");

    [TestMethod]
    public void AnotherIso_IsTold() => Refuses(Write(TestIso.Make("Debian 13", _files)), "it is an ISO of something else ('Debian 13')");

    [TestMethod]
    public void ACutIso_IsTold_WithWhatIsMissing()
    {
        _files["domar/rest"] = new byte[8_000_000];
        Refuses(Write(TestIso.Make("DOMAR_0_2_0", _files)[..3_000_000]), "it is incomplete: it has 3 MB of 9 MB; the download or the copy was cut off. Check the file against its published SHA-256");
    }

    [TestMethod]
    [DataRow("boot/vmlinuz")]
    [DataRow("boot/initrd")]
    [DataRow("domar/root.img")]
    [DataRow("domar/root.conf")]
    public void AMissingPart_IsTold(string name)
    {
        _files.Remove(name);
        Refuses(Write(TestIso.Make("DOMAR_0_2_0", _files)), $"it has no /{name}. ");
    }

    [TestMethod]
    public void ADamagedRoot_IsTold()
    {
        _files["domar/root.img"][70_000] ^= 4;
        Refuses(Write(TestIso.Make("DOMAR_0_2_0", _files)), "its root image is damaged: it does not have the hash that version 0.2.0 was built with.");
    }

    [TestMethod]
    public void ADamagedRootConf_IsTold()
    {
        _files["domar/root.conf"] = Encoding.ASCII.GetBytes(VerityImage.ConfText.Replace("salt=", "salz=", StringComparison.Ordinal));
        Refuses(Write(TestIso.Make("DOMAR_0_2_0", _files)), "/domar/root.conf in it is damaged: it has no 'salt'.");
    }

    [TestMethod]
    public void ARootOfAnotherSize_IsTold()
    {
        _files["domar/root.img"] = _files["domar/root.img"][..^4096];
        Refuses(Write(TestIso.Make("DOMAR_0_2_0", _files)), "its root image has 1245184 bytes instead of 1249280.");
    }

    [TestMethod]
    public void AnImageThatNoSlotHolds_IsTold()
    {
        _files["boot/initrd"] = new byte[280 << 20];
        Refuses(Write(TestIso.Make("DOMAR_0_2_0", _files)), "it is too large for a slot: root image 2 of 768 MiB, kernel and initramfs 281 of 264 MiB.");
    }

    [TestMethod]
    public void AnyDamageToItsFolders_EndsInWords()
    {
        var iso = TestIso.Make("DOMAR_0_2_0", _files);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var damaged = (byte[])iso.Clone();
            for (var j = 0; j < 3; j++)
            {
                damaged[(16 * 2048) + random.Next(5 * 2048)] = (byte)random.Next(256);
            }

            var path = Write(damaged);
            try
            {
                FirmwareImageReader.Read(path, null, CancellationToken.None);
            }
            catch (FirmwareException exception)
            {
                Assert.StartsWith($"Cannot install '{path}': ", exception.Message);
            }
        }
    }

    private string Write(byte[] bytes)
    {
        File.WriteAllBytes(_folder["image.iso"], bytes);
        return _folder["image.iso"];
    }

    private static void Refuses(string path, string why)
    {
        var message = Assert.ThrowsExactly<FirmwareException>(() => FirmwareImageReader.Read(path, null, CancellationToken.None)).Message;
        Assert.StartsWith($"Cannot install '{path}': {why}", message);
    }
}
