using System.Formats.Tar;
using System.Text;
using Domar.Core.Containers;

namespace Domar.Core.Tests.Containers;

[TestClass]
public sealed class TemplateFormatDetectorTests
{
    [TestMethod]
    [DataRow("1f8b0800", TemplateFormat.Gzip)]
    [DataRow("fd377a585a000004", TemplateFormat.Xz)]
    [DataRow("28b52ffd04", TemplateFormat.Zstd)]
    [DataRow("502a4d1804000000", TemplateFormat.Zstd)]
    public void Packing_IsToldByTheFirstBytes(string hex, TemplateFormat expected)
    {
        Assert.AreEqual(expected, TemplateFormatDetector.Detect(Convert.FromHexString(hex), out var problem));
        Assert.IsNull(problem);
    }

    [TestMethod]
    [DataRow(TarEntryFormat.V7)]
    [DataRow(TarEntryFormat.Ustar)]
    [DataRow(TarEntryFormat.Pax)]
    [DataRow(TarEntryFormat.Gnu)]
    public void PlainTar_IsToldByItsChecksum_InEachFormat(TarEntryFormat format)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.Directory, "etc"),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.Directory, "etc"),
                TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.Directory, "etc"),
                _ => new GnuTarEntry(TarEntryType.Directory, "etc"),
            };
            writer.WriteEntry(entry);
        }

        Assert.AreEqual(TemplateFormat.Tar, TemplateFormatDetector.Detect(stream.ToArray().AsSpan(0, 512), out _));
        var damaged = stream.ToArray();
        damaged[1] ^= 1;
        Assert.IsNull(TemplateFormatDetector.Detect(damaged.AsSpan(0, 512), out _));
    }

    [TestMethod]
    [DataRow("", "is no archive: the file is empty. Templates are tar archives, plain or packed with gzip, xz or zstd.")]
    [DataRow("PK\u0003\u0004", "is no archive: it is a ZIP file. Templates are tar archives, plain or packed with gzip, xz or zstd.")]
    [DataRow("<!DOCTYPE html>", "is no archive: it is a web page; the download went wrong. Templates are tar archives, plain or packed with gzip, xz or zstd.")]
    [DataRow("hello", "is no archive: it has 5 bytes. Templates are tar archives, plain or packed with gzip, xz or zstd.")]
    public void WhatIsNoArchive_IsSaid(string start, string expected)
    {
        Assert.IsNull(TemplateFormatDetector.Detect(Encoding.Latin1.GetBytes(start), out var problem));
        Assert.AreEqual(expected, problem);
    }

    [TestMethod]
    public void Zeros_AreNoArchive() => Assert.IsNull(TemplateFormatDetector.Detect(new byte[512], out _));
}
