using Domar.Core.Firmware;
using Domar.HostTools.Firmware;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Firmware;

[TestClass]
public sealed class VerityTreeTests
{
    private const int Block = RootConf.BlockBytes;

    [TestMethod]
    public void WhatVeritysetupMade_IsWhole() => Assert.IsTrue(IsWhole(VerityImage.Bytes()));

    [TestMethod]
    [DataRow(0, DisplayName = "first byte of the data")]
    [DataRow((299 * Block) + 4095, DisplayName = "last byte of the data")]
    [DataRow((301 * Block) + 1, DisplayName = "the tree's top")]
    [DataRow((304 * Block) + (43 * 32), DisplayName = "last hash of the tree")]
    public void OneBit_IsNoticed(int at)
    {
        var bytes = VerityImage.Bytes();
        bytes[at] ^= 1;
        Assert.IsFalse(IsWhole(bytes));
    }

    [TestMethod]
    [DataRow(100 * Block)]
    [DataRow(303 * Block)]
    public void ACutImage_IsNoticed(int length) => Assert.IsFalse(IsWhole(VerityImage.Bytes()[..length]));

    [TestMethod]
    public void AnotherSaltOrHash_IsNoticed()
    {
        Assert.IsFalse(IsWhole(VerityImage.Bytes(), VerityImage.ConfText.Replace("salt=5f", "salt=6f", StringComparison.Ordinal)));
        Assert.IsFalse(IsWhole(VerityImage.Bytes(), VerityImage.ConfText.Replace("35d5ff", "35d5fe", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void StopsWhenAsked()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["image"], VerityImage.Bytes());
        using var file = File.OpenHandle(folder["image"]);
        Assert.ThrowsExactly<OperationCanceledException>(() => VerityTree.IsWhole(file, 0, VerityImage.Conf, null, new CancellationToken(canceled: true)));
    }

    private static bool IsWhole(byte[] image, string conf = VerityImage.ConfText)
    {
        using var folder = new TempFolder();
        const int Offset = 2048;
        File.WriteAllBytes(folder["image"], [.. new byte[Offset], .. image]);
        using var file = File.OpenHandle(folder["image"]);
        return VerityTree.IsWhole(file, Offset, RootConf.TryParse(conf, out _)!, null, CancellationToken.None);
    }
}
