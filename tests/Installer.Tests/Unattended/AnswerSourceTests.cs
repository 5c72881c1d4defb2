using System.Text;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Dns;
using Domar.HostTools.Exec;
using Domar.HostTools.Host;
using Domar.HostTools.Mounts;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Networkd;
using Domar.HostTools.Web;
using Domar.Installer.Unattended;
using Domar.TestKit;
using Domar.TestKit.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Installer.Tests.Unattended;

/// <summary>Where answer files are looked for.</summary>
[TestClass]
public sealed class AnswerSourceTests
{
    private readonly List<string> _notes = [];
    private readonly FakeTimeProvider _time = new();
    private bool _hasLink = true;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("answer.toml")]
    [DataRow("domar/answer.toml")]
    public async Task Medium_HasItInItsRootOrInDomar_WithTheFirstBootProgram(string path)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["domar"]);
        File.WriteAllText(folder[path], "x");
        File.WriteAllText(folder["proxmox-first-boot"], "#!");

        var found = (await new MediumAnswerSource(folder.Path).FindAsync(CancellationToken.None))!;

        Assert.AreEqual((folder[path], "x", "#!", "the medium"), (found.Origin, Text(found.Content), Text(found.FirstBootProgram!), found.Means));
    }

    [TestMethod]
    public async Task Medium_WithoutIt_HasNone()
    {
        using var folder = new TempFolder();

        Assert.IsNull(await new MediumAnswerSource(folder.Path).FindAsync(CancellationToken.None));
        Assert.IsNull(await new MediumAnswerSource(null).FindAsync(CancellationToken.None));
    }

    [TestMethod]
    [DataRow("DOMAR-ANSWER", null)]
    [DataRow("domar-answer", null)]
    [DataRow("DOMARANSWER", null)] // a FAT label has 11 characters
    [DataRow("proxmox-ais", null)]
    [DataRow(null, "Domar-Answer")] // the name of a GPT partition
    public async Task LabelledPartition_IsMountedAndUnmounted(string? label, string? partitionLabel)
    {
        using var folder = new TempFolder();
        var mounter = new FakeMounter(new Dictionary<string, string[]> { ["/dev/sdb1"] = ["answer.toml", "first-boot"] });
        var partition = new BlockDevice { Name = "sdb1", Path = "/dev/sdb1", Kind = "part", SizeBytes = 1, FileSystem = "vfat", Label = label, PartitionLabel = partitionLabel };

        var found = (await Labels(mounter, folder, new BlockDevice { Name = "sdb", Path = "/dev/sdb", Kind = "disk", SizeBytes = 1, Children = [partition] }).FindAsync(CancellationToken.None))!;

        Assert.AreEqual(
            ("/dev/sdb1/answer.toml", "answer.toml of /dev/sdb1", "first-boot of /dev/sdb1", $"the label '{label ?? partitionLabel}'"),
            (found.Origin, Text(found.Content), Text(found.FirstBootProgram!), found.Means));
        CollectionAssert.AreEqual(new[] { "mount /dev/sdb1 vfat", "unmount" }, mounter.Log);
    }

    [TestMethod]
    public async Task LabelledPartitions_OursFirst_AndOneWithoutTheFileIsPassedOver()
    {
        using var folder = new TempFolder();
        var mounter = new FakeMounter(new Dictionary<string, string[]> { ["/dev/sdb"] = ["answer.toml"], ["/dev/sdc"] = [] });

        var found = await Labels(mounter, folder, Labelled("sda", "PROXMOX-AIS", "iso9660"), Labelled("sdb", "PROXMOX-AIS", "ext4"), Labelled("sdc", "DOMAR-ANSWER", "ext4"), Labelled("sdd", "DOMAR-ANSWER", "ntfs"), Labelled("sde", "OTHER", "vfat"))
            .FindAsync(CancellationToken.None).ContinueWith(static task => task.Exception?.InnerException?.Message, TaskScheduler.Default);

        // sda comes before sdb, and cannot be read: that somebody labelled it means that it is wanted.
        Assert.AreEqual("Cannot read the answer file on /dev/sda: Cannot mount '/dev/sda': bad superblock", found);
        CollectionAssert.AreEqual(new[] { "mount /dev/sdc ext4", "unmount", "mount /dev/sda iso9660" }, mounter.Log);
        CollectionAssert.AreEqual(
            new[]
            {
                "/dev/sdc is labelled 'DOMAR-ANSWER', and there is no answer.toml in its root folder",
                "/dev/sdd is labelled 'DOMAR-ANSWER', and its file system is none of those that are read: vfat, ext4, ext3, ext2, iso9660",
            },
            _notes);
    }

    [TestMethod]
    public async Task LabelledPartition_ThatIsMounted_IsReadThere()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["answer.toml"], "x");
        var mounter = new FakeMounter(new Dictionary<string, string[]>());

        Assert.IsNotNull(await Labels(mounter, folder, Labelled("sda", "DOMAR-ANSWER", "vfat") with { MountPoints = [folder.Path] }).FindAsync(CancellationToken.None));
        Assert.IsEmpty(mounter.Log);
    }

    [TestMethod]
    [DataRow(30, true)]
    [DataRow(300, false)]
    public async Task StickThatTheBootMenuSaw_IsWaitedFor_ButNotForEver(int secondsUntilItComes, bool isFound)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["answer.toml"], "x");
        var begin = _time.GetUtcNow();
        var stick = Labelled("sda", "PROXMOX-AIS", "vfat") with { MountPoints = [folder.Path] };
        var lsblk = new LateLsblk(() => _time.GetUtcNow() - begin < TimeSpan.FromSeconds(secondsUntilItComes) ? [] : [stick]);
        var source = new LabelAnswerSource(lsblk, new FakeMounter(new Dictionary<string, string[]>()), folder["mounted"], LabelAnswerSource.Patience, _time, _notes.Add);

        var found = await AdvanceAsync(source.FindAsync(CancellationToken.None));

        Assert.AreEqual(isFound, found is not null);
    }

    [TestMethod]
    [DataRow("DOMARANSWER")]
    [DataRow("PROXMOX-AIS")]
    [DataRow("DOMAR-ANSWER")]
    public async Task RealFileSystem_OnALoopDevice_IsFound_AndLeftUntouched(string label)
    {
        var runner = new ToolRunner();
        using var folder = new TempFolder();
        await using var device = await LoopFileSystem.CreateAsync(runner, folder, label, "content", TestContext.CancellationToken);
        var before = await File.ReadAllBytesAsync(device.Image, TestContext.CancellationToken);
        var source = new LabelAnswerSource(new FakeLsblk(await device.ProbeAsync(TestContext.CancellationToken)), new Mounter(runner), folder["mounted"], TimeSpan.Zero, TimeProvider.System, _notes.Add);

        var found = await source.FindAsync(TestContext.CancellationToken);

        Assert.IsNotNull(found, string.Join('\n', _notes));
        Assert.AreEqual(($"{device.Path}/answer.toml", "content"), (found.Origin, Text(found.Content)));
        Assert.DoesNotContain(folder["mounted"], await File.ReadAllTextAsync("/proc/self/mountinfo", TestContext.CancellationToken));
        CollectionAssert.AreEqual(before, await File.ReadAllBytesAsync(device.Image, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task CommandLine_HasUrlFingerprintAndToken()
    {
        var fingerprint = new string('a', 64);
        var web = new FakeWeb(static _ => "x");

        var found = (await new CommandLineAnswerSource(new KernelCommandLine($"quiet domar.answer=https://a/b domar.answer-fingerprint={fingerprint} domar.answer-token=n:s"), Fetcher(web)).FindAsync(CancellationToken.None))!;

        Assert.AreEqual(("https://a/b", "x", "the kernel command line"), (found.Origin, Text(found.Content), found.Means));
        var call = web.Calls.Single();
        Assert.AreEqual(("https://a/b", fingerprint, "n:s", "{system}"), (call.Url, call.CertFingerprint, call.AuthToken, call.Json));
    }

    [TestMethod]
    public async Task CommandLine_WithoutUrl_HasNone() => Assert.IsNull(await new CommandLineAnswerSource(new KernelCommandLine("quiet"), Fetcher(new FakeWeb(static _ => "x"))).FindAsync(CancellationToken.None));

    [TestMethod]
    [DataRow("https://a/", "abc", "The certificate's fingerprint from the kernel command line, 'abc', must be the SHA-256 of the certificate: ")]
    [DataRow("http://a/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "The URL from the kernel command line, 'http://a/', must begin with https://: ")]
    public async Task WrongFingerprint_IsTold(string url, string fingerprint, string expected)
    {
        var source = new CommandLineAnswerSource(new KernelCommandLine($"domar.answer={url} domar.answer-fingerprint={fingerprint}"), Fetcher(new FakeWeb(static _ => "x")));

        StringAssert.StartsWith((await Assert.ThrowsExactlyAsync<AnswerException>(() => source.FindAsync(CancellationToken.None))).Message, expected);
    }

    [TestMethod]
    public async Task ServerThatRefuses_IsTold_AndNotAskedAgain()
    {
        var web = new FakeWeb(static call => throw new WebCallException($"Cannot send to '{call.Url}': the server answered 404 Not Found.", isTemporary: false));
        var source = new CommandLineAnswerSource(new KernelCommandLine("domar.answer=http://a/"), Fetcher(web));

        Assert.AreEqual(
            "Cannot get the answer file (URL from the kernel command line): Cannot send to 'http://a/': the server answered 404 Not Found.",
            (await Assert.ThrowsExactlyAsync<AnswerException>(() => source.FindAsync(CancellationToken.None))).Message);
        Assert.HasCount(1, web.Calls);
    }

    [TestMethod]
    public async Task ServerThatIsAskedAgain_IsToldWhatThisMachineIsThen()
    {
        var cards = 0;
        var web = new FakeWeb(call => call.Json == "2 cards" ? "x" : throw new WebCallException("no connection.", isTemporary: true));
        var fetcher = new AnswerFetcher(new WebRetry(web, _time, _notes.Add), () => $"{cards++} cards");

        await AdvanceAsync(fetcher.FetchAsync("http://a/", fingerprint: null, token: null, "a test", CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "0 cards", "1 cards", "2 cards" }, web.Calls.Select(static call => call.Json).ToArray());
    }

    [TestMethod]
    public async Task ServerThatIsNotReady_IsAskedAgain()
    {
        var times = 0;
        var web = new FakeWeb(_ => ++times < 4 ? throw new WebCallException("not ready.", isTemporary: true) : "x");

        var found = await AdvanceAsync(new CommandLineAnswerSource(new KernelCommandLine("domar.answer=http://a/"), Fetcher(web)).FindAsync(CancellationToken.None));

        Assert.AreEqual("x", Text(found!.Content));
        CollectionAssert.AreEqual(new[] { "not ready. Trying again in 1 s.", "not ready. Trying again in 2 s.", "not ready. Trying again in 4 s." }, _notes);
    }

    [TestMethod]
    public async Task ServerThatNeverAnswers_IsGivenUp()
    {
        var begin = _time.GetUtcNow();
        var web = new FakeWeb(static _ => throw new WebCallException("no connection.", isTemporary: true));

        var exception = await Assert.ThrowsExactlyAsync<AnswerException>(() => AdvanceAsync(new CommandLineAnswerSource(new KernelCommandLine("domar.answer=http://a/"), Fetcher(web)).FindAsync(CancellationToken.None)));

        Assert.AreEqual("Cannot get the answer file (URL from the kernel command line): no connection.", exception.Message);
        Assert.IsLessThanOrEqualTo(WebRetry.Patience, _time.GetUtcNow() - begin);
        Assert.IsGreaterThan(5, web.Calls.Count);
    }

    [TestMethod]
    public async Task EmptyAnswer_IsTold() => StringAssert.StartsWith(
        (await Assert.ThrowsExactlyAsync<AnswerException>(() => new CommandLineAnswerSource(new KernelCommandLine("domar.answer=http://a/"), Fetcher(new FakeWeb(static _ => ""))).FindAsync(CancellationToken.None))).Message,
        "The answer file from 'http://a/' (URL from the kernel command line) is empty.");

    [TestMethod]
    public async Task DhcpOptions_HaveUrlAndFingerprint()
    {
        var fingerprint = string.Join(':', Enumerable.Repeat("AB", 32));
        var web = new FakeWeb(static _ => "x");

        var found = await Network(web, new FakeDns(), Link("lan.example", (250, "https://a/b"), (251, fingerprint))).FindAsync(CancellationToken.None);

        Assert.AreEqual("DHCP option 250 on enp1s0", found!.Means);
        Assert.AreEqual(("https://a/b", fingerprint), (web.Calls.Single().Url, web.Calls.Single().CertFingerprint));
    }

    [TestMethod]
    public async Task TxtRecords_AreAskedFor_OursFirst()
    {
        var web = new FakeWeb(static _ => "x");
        var dns = new FakeDns(("proxmox-auto-installer.lan.example", "https://p/"), ("proxmox-auto-installer-cert-fingerprint.lan.example", new string('b', 64)));

        var found = await Network(web, dns, Link("lan.example")).FindAsync(CancellationToken.None);

        Assert.AreEqual("the TXT record of proxmox-auto-installer.lan.example", found!.Means);
        Assert.AreEqual(("https://p/", new string('b', 64)), (web.Calls.Single().Url, web.Calls.Single().CertFingerprint));
        CollectionAssert.AreEqual(
            new[]
            {
                "domar-auto-installer.search.example", "proxmox-auto-installer.search.example", "domar-auto-installer.lan.example", "proxmox-auto-installer.lan.example",
                "proxmox-auto-installer-cert-fingerprint.lan.example",
            },
            dns.Asked);
    }

    [TestMethod]
    public async Task FingerprintOfDhcp_DoesNotCount_WhereTheUrlIsFromDns()
    {
        var web = new FakeWeb(static _ => "x");

        await Network(web, new FakeDns(("domar-auto-installer.lan.example", "https://p/")), Link("lan.example", (251, new string('c', 64)))).FindAsync(CancellationToken.None);

        Assert.IsNull(web.Calls.Single().CertFingerprint);
    }

    [TestMethod]
    public async Task NetworkThatComesUpLate_IsWaitedFor()
    {
        var begin = _time.GetUtcNow();
        var networkd = new LateNetworkd(() => _time.GetUtcNow() - begin < TimeSpan.FromSeconds(30) ? [] : [Link("lan.example", (250, "http://a/"))]);

        var found = await AdvanceAsync(Network(new FakeWeb(static _ => "x"), new FakeDns(), networkd).FindAsync(CancellationToken.None));

        Assert.AreEqual("x", Text(found!.Content));
    }

    [TestMethod]
    public async Task NetworkWithoutAnAnswer_IsGivenUpSoon_AndOneThatStaysDownLater()
    {
        var begin = _time.GetUtcNow();
        Assert.IsNull(await AdvanceAsync(Network(new FakeWeb(static _ => "x"), new FakeDns(), Link("lan.example")).FindAsync(CancellationToken.None)));
        var up = _time.GetUtcNow() - begin;
        begin = _time.GetUtcNow();
        Assert.IsNull(await AdvanceAsync(Network(new FakeWeb(static _ => "x"), new FakeDns(), new FakeNetworkd(null)).FindAsync(CancellationToken.None)));

        Assert.IsTrue(up >= NetworkAnswerSource.Grace && up < NetworkAnswerSource.Patience, $"{up}");
        Assert.IsGreaterThanOrEqualTo(NetworkAnswerSource.Patience, _time.GetUtcNow() - begin);
        CollectionAssert.AreEqual(
            new[] { "there is no networkd.", "waiting for an address from the network, 60 s at the most", "no network card got an address within 60 s" }, _notes);
    }

    [TestMethod]
    public async Task WithoutACable_TheNetworkIsGivenUpSoon()
    {
        var begin = _time.GetUtcNow();
        _hasLink = false;

        Assert.IsNull(await AdvanceAsync(Network(new FakeWeb(static _ => "x"), new FakeDns(), new FakeNetworkd([])).FindAsync(CancellationToken.None)));

        Assert.IsLessThan(TimeSpan.FromSeconds(15), _time.GetUtcNow() - begin);
        Assert.AreEqual("no network card has a link", _notes[^1]);
    }

    [TestMethod]
    public async Task NothingAnywhere_IsTold_WithWhatToDo()
    {
        var finder = new AnswerFinder([new MediumAnswerSource(null), new CommandLineAnswerSource(new KernelCommandLine(""), Fetcher(new FakeWeb(static _ => "")))]);

        Assert.AreEqual(
            "There is no answer file. Looked at: the medium; domar.answer= on the kernel command line. "
            + "Put answer.toml on a partition labelled DOMAR-ANSWER (FAT: DOMARANSWER) or PROXMOX-AIS, or give its URL with domar.answer=URL on the kernel command line.",
            (await Assert.ThrowsExactlyAsync<AnswerException>(() => finder.FindAsync(CancellationToken.None))).Message);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static BlockDevice Labelled(string name, string label, string fileSystem) =>
        new() { Name = name, Path = $"/dev/{name}", Kind = "disk", SizeBytes = 1, FileSystem = fileSystem, Label = label };

    private static NetworkLink Link(string domain, params (int Number, string Text)[] options) => new("enp1s0", 2, [], [], [], [domain])
    {
        Lease = new DhcpLease("192.0.2.10", null) { Options = options.ToDictionary(static option => option.Number, static option => Encoding.UTF8.GetBytes(option.Text)) },
    };

    private LabelAnswerSource Labels(FakeMounter mounter, TempFolder folder, params BlockDevice[] devices) => new(new FakeLsblk(devices), mounter, folder["mounted"], TimeSpan.Zero, TimeProvider.System, _notes.Add);

    private AnswerFetcher Fetcher(FakeWeb web) => new(new WebRetry(web, _time, _notes.Add), static () => "{system}");

    private NetworkAnswerSource Network(FakeWeb web, FakeDns dns, NetworkLink link) => Network(web, dns, new FakeNetworkd([link]));

    private NetworkAnswerSource Network(FakeWeb web, FakeDns dns, INetworkd networkd) =>
        new(networkd, dns, static () => new ResolvConf([], ["search.example"]), () => _hasLink, Fetcher(web), _time, _notes.Add);

    /// <summary>Lets time pass until the task is done.</summary>
    private async Task<T> AdvanceAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await task;
    }

    private sealed class LateLsblk(Func<IReadOnlyList<BlockDevice>> devices) : ILsblk
    {
        public Task<IReadOnlyList<BlockDevice>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(devices());
    }

    private sealed class LateNetworkd(Func<IReadOnlyList<NetworkLink>> links) : INetworkd
    {
        public Task<IReadOnlyList<NetworkLink>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(links());
    }
}
