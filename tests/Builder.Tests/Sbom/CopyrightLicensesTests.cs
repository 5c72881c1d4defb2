using Domar.Image.Builder.Sbom;

namespace Domar.Image.Builder.Tests.Sbom;

/// <summary>Licenses are told when they are certain, and else not.</summary>
[TestClass]
public sealed class CopyrightLicensesTests
{
    private const string Format = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";

    [TestMethod]
    [DataRow("GPL-2+", "GPL-2.0-or-later")]
    [DataRow("GPL-2", "GPL-2.0-only")]
    [DataRow("gpl-2+", "GPL-2.0-or-later")]
    [DataRow("Expat", "MIT")]
    [DataRow("MIT", "NOASSERTION")]
    [DataRow("public-domain", "NOASSERTION")]
    [DataRow("GPL-2+ or Expat", "GPL-2.0-or-later OR MIT")]
    [DataRow("GPL-2+ and Expat", "GPL-2.0-or-later AND MIT")]
    [DataRow("GPL-2+ and Expat or ISC", "NOASSERTION")]
    [DataRow("GPL-2+ and Expat, or ISC", "NOASSERTION")]
    [DataRow("GPL-2+ with OpenSSL exception", "NOASSERTION")]
    [DataRow("GPL-2+ or", "NOASSERTION")]
    [DataRow("", "NOASSERTION")]
    public void OneLicense_IsMappedOrNotAsserted(string license, string expected) =>
        Assert.AreEqual(expected, CopyrightLicenses.Declared($"{Format}\nFiles: *\nCopyright: someone\nLicense: {license}\n The text\n .\n goes on.\n"));

    [TestMethod]
    public void SeveralFiles_AreAllNamed_OnceEach() => Assert.AreEqual(
        "(GPL-2.0-or-later OR ISC) AND MIT",
        CopyrightLicenses.Declared($"{Format}\nFiles: *\nLicense: ISC or GPL-2+\n\nFiles: debian/*\nLicense: Expat\n\nFiles: x\nLicense: Expat\n\nLicense: Not-A-Known-Name\n text\n"));

    [TestMethod]
    public void FieldNames_InAnyCase_AreRead() =>
        Assert.AreEqual("ISC", CopyrightLicenses.Declared(Format.ToLowerInvariant() + "\n# by hand\nFILES: *\nlicense: ISC\n"));

    [TestMethod]
    public void OneUnknownAmongMany_SaysNothingAtAll() =>
        Assert.AreEqual("NOASSERTION", CopyrightLicenses.Declared($"{Format}\nFiles: *\nLicense: Expat\n\nFiles: y\nLicense: Some-Own-License\n"));

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("This package is free software; you may use it under the GPL.\nFiles: *\nLicense: Expat\n")]
    [DataRow("Format: something else\n\nFiles: *\nLicense: Expat\n")]
    public void FileThatIsNotMachineReadable_SaysNothing(string? text) => Assert.AreEqual("NOASSERTION", CopyrightLicenses.Declared(text));
}
