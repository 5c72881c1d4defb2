using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Domar.HostTools.Files;
using Domar.Runtime.Daemon;
using Domar.TestKit;
using Domar.TestKit.Files;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Runtime.Tests.Daemon;

[TestClass]
[SupportedOSPlatform("linux")]
public sealed class FirstStartTests : IDisposable
{
    private static readonly string[] AllFiles =
        ["authkey.pub", "nodes/n1/pve-ssl.key", "nodes/n1/pve-ssl.pem", "priv/authkey.key", "priv/pve-root-ca.key", "pve-root-ca.pem", "pve-www.key"];

    private static readonly CertificateNames Names =
        CertificateNames.Collect("n1", "127.0.0.1 localhost\n192.168.1.10 n1.example.com n1 # the host\n", [IPAddress.Parse("10.0.0.5"), IPAddress.Parse("fe80::1")]);

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void MakesAll_SecretsForRootAlone()
    {
        var made = Run(LinuxFileLayer.Instance);

        CollectionAssert.AreEqual(AllFiles, made.Order(StringComparer.Ordinal).ToArray());
        foreach (var path in AllFiles)
        {
            var isSecret = path.EndsWith(".key", StringComparison.Ordinal);
            var mode = File.GetUnixFileMode(_folder[$"config/{path}"]);
            Assert.AreEqual(isSecret ? UnixFileMode.UserRead | UnixFileMode.UserWrite : AtomicFile.DefaultMode, mode, path);
        }

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["config/priv"]));
    }

    [TestMethod]
    public void RunAgain_ChangesNothing()
    {
        Run(LinuxFileLayer.Instance);
        var before = Everything();

        Assert.IsEmpty(Run(LinuxFileLayer.Instance));

        CollectionAssert.AreEqual(before, Everything());
    }

    [TestMethod]
    public void NoTwoHosts_HaveTheSameSecrets()
    {
        Run(LinuxFileLayer.Instance);
        var first = Everything();
        Directory.Delete(_folder["config"], recursive: true);
        Run(LinuxFileLayer.Instance);
        Assert.IsEmpty(first.Intersect(Everything()));
    }

    [TestMethod]
    public void CertificateChecks_ForAllNamesAndAddresses_UnderItsAuthorityAlone()
    {
        Run(LinuxFileLayer.Instance);
        using var certificate = Certificate("nodes/n1/pve-ssl.pem");
        using var authority = Certificate("pve-root-ca.pem");

        Assert.IsTrue(Chain(certificate, authority));
        foreach (var name in new[] { "n1", "n1.example.com", "localhost", "192.168.1.10", "10.0.0.5", "127.0.0.1", "::1" })
        {
            Assert.IsTrue(certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false), name);
        }

        Assert.IsFalse(certificate.MatchesHostname("other", allowWildcards: false, allowCommonName: false));
        Assert.Contains("CN=n1.example.com", certificate.Subject);
        Assert.AreEqual(certificate.GetCertHashString(HashAlgorithmName.SHA256), NodeCertificates.Fingerprint(Text("nodes/n1/pve-ssl.pem"))!.Replace(":", ""));
        using var key = ECDsa.Create();
        key.ImportFromPem(Text("priv/authkey.key"));
        Assert.AreEqual(key.ExportSubjectPublicKeyInfoPem(), Text("authkey.pub").TrimEnd());
    }

    [TestMethod]
    public void KilledAtAnyCall_TheNextRunCompletes_AndAllBelongsTogether()
    {
        for (var call = 1; ; call++)
        {
            using var folder = new TempFolder();
            var layer = new FaultyFileLayer(LinuxFileLayer.Instance);
            layer.CutAt(call);
            var wasCut = false;
            try
            {
                Run(layer, folder);
            }
            catch (ProcessCutException)
            {
                wasCut = true;
            }

            var kept = AllFiles.Where(path => File.Exists(folder[$"config/{path}"])).ToDictionary(path => path, path => File.ReadAllText(folder[$"config/{path}"]));
            Run(LinuxFileLayer.Instance, folder);

            foreach (var (path, text) in kept)
            {
                Assert.AreEqual(text, File.ReadAllText(folder[$"config/{path}"]), $"{path}, cut at call {call}");
            }

            Assert.IsTrue(NodeCertificates.IsFor(File.ReadAllText(folder["config/pve-root-ca.pem"]), File.ReadAllText(folder["config/priv/pve-root-ca.key"])));
            Assert.IsTrue(NodeCertificates.IsFor(File.ReadAllText(folder["config/nodes/n1/pve-ssl.pem"]), File.ReadAllText(folder["config/nodes/n1/pve-ssl.key"])));
            Assert.AreEqual(NodeCertificates.PublicKey(File.ReadAllText(folder["config/priv/authkey.key"])), File.ReadAllText(folder["config/authkey.pub"]));
            if (!wasCut)
            {
                Assert.IsGreaterThan(40, call);
                return;
            }
        }
    }

    [TestMethod]
    public void PowerCutAtAnyCall_TheNextRunCompletes_AndAllBelongsTogether()
    {
        var random = new Random(1);
        for (var call = 1; call < 60; call++)
        {
            var disk = new MemoryFileLayer();
            var layer = new FaultyFileLayer(disk);
            layer.CutAt(call);
            try
            {
                new FirstStart(layer, _time).Run("/config", "n1", Names);
            }
            catch (ProcessCutException)
            {
                // What the disk kept of it is the next run's start.
            }

            var after = disk.AfterPowerCut(random);
            new FirstStart(after, _time).Run("/config", "n1", Names);
            string Kept(string path) => Encoding.UTF8.GetString(after.Read($"/config/{path}", int.MaxValue)!);

            Assert.IsTrue(NodeCertificates.IsFor(Kept("pve-root-ca.pem"), Kept("priv/pve-root-ca.key")), $"cut at call {call}");
            Assert.IsTrue(NodeCertificates.IsFor(Kept("nodes/n1/pve-ssl.pem"), Kept("nodes/n1/pve-ssl.key")), $"cut at call {call}");
            Assert.AreEqual(NodeCertificates.PublicKey(Kept("priv/authkey.key")), Kept("authkey.pub"), $"cut at call {call}");
        }
    }

    [TestMethod]
    public void CertificateThatEndsSoon_IsMadeAnew_WithTheSameKey()
    {
        Run(LinuxFileLayer.Instance);
        var key = Text("nodes/n1/pve-ssl.key");
        var old = Text("nodes/n1/pve-ssl.pem");
        _time.Advance(TimeSpan.FromDays(690));
        Assert.IsEmpty(Run(LinuxFileLayer.Instance));

        _time.Advance(TimeSpan.FromDays(11));

        CollectionAssert.AreEqual(new[] { "nodes/n1/pve-ssl.pem" }, Run(LinuxFileLayer.Instance).ToArray());
        Assert.AreNotEqual(old, Text("nodes/n1/pve-ssl.pem"));
        Assert.AreEqual(key, Text("nodes/n1/pve-ssl.key"));
        using var certificate = Certificate("nodes/n1/pve-ssl.pem");
        using var authority = Certificate("pve-root-ca.pem");
        Assert.IsTrue(Chain(certificate, authority));
    }

    [TestMethod]
    public void CertificateOfAnotherAuthority_IsLeftAlone()
    {
        Run(LinuxFileLayer.Instance);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=company", key, HashAlgorithmName.SHA256).CreateSelfSigned(_time.GetUtcNow(), _time.GetUtcNow().AddDays(1));
        File.WriteAllText(_folder["config/nodes/n1/pve-ssl.pem"], own.ExportCertificatePem());
        Assert.IsEmpty(Run(LinuxFileLayer.Instance));
    }

    [TestMethod]
    [DataRow("priv/pve-root-ca.key")]
    [DataRow("pve-root-ca.pem")]
    [DataRow("nodes/n1/pve-ssl.pem")]
    public void DamagedFile_IsNamed_AndNothingReplaced(string path)
    {
        Run(LinuxFileLayer.Instance);
        File.WriteAllText(_folder[$"config/{path}"], "damaged");
        var before = Everything();

        Assert.Contains(_folder["config"], Assert.ThrowsExactly<DaemonStartException>(() => Run(LinuxFileLayer.Instance)).Message);

        CollectionAssert.AreEqual(before, Everything());
    }

    [TestMethod]
    public void AuthorityOfAnotherKey_IsRefused()
    {
        Run(LinuxFileLayer.Instance);
        File.WriteAllText(_folder["config/priv/pve-root-ca.key"], NodeCertificates.NewKey());
        Assert.Contains("pve-root-ca.pem", Assert.ThrowsExactly<DaemonStartException>(() => Run(LinuxFileLayer.Instance)).Message);
    }

    [TestMethod]
    public void Names_ComeFromHosts_AndNeverFromOtherHostsLines()
    {
        var names = CertificateNames.Collect("pve", "# pve 1.2.3.4\n10.1.1.1 pve2.example.com pve2\n10.1.1.2\tPVE.Example.com  pve alias\r\nnonsense pve\n2001:db8::2 pve.example.com\n", []);
        Assert.AreEqual("pve.example.com", names.FullName);
        Assert.AreEqual("pve.example.com pve localhost", string.Join(' ', names.HostNames));
        Assert.AreEqual("10.1.1.2 2001:db8::2 127.0.0.1 ::1", string.Join(' ', names.Addresses));
        Assert.AreEqual("pve", CertificateNames.Collect("pve", "", []).FullName);
    }

    [TestMethod]
    public void Fingerprint_OfSomethingElse_IsNone()
    {
        Assert.IsNull(NodeCertificates.Fingerprint("no certificate"));
        Assert.IsNull(NodeCertificates.Fingerprint(NodeCertificates.NewKey()));
    }

    private static bool Chain(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = certificate.NotBefore.AddDays(2);
        return chain.Build(certificate);
    }

    private string Text(string path) => File.ReadAllText(_folder[$"config/{path}"]);

    private X509Certificate2 Certificate(string path) => X509Certificate2.CreateFromPem(Text(path));

    private string[] Everything() => [.. AllFiles.Select(Text)];

    private IReadOnlyList<string> Run(IFileLayer layer, TempFolder? folder = null) => new FirstStart(layer, _time).Run((folder ?? _folder)["config"], "n1", Names);
}
