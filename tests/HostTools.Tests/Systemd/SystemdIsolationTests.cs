using System.Globalization;
using Domar.Core.Units;
using Domar.HostTools.Units;

namespace Domar.HostTools.Tests.Systemd;

/// <summary>That isolation holds, seen from inside an isolated unit.</summary>
[TestClass]
public sealed class SystemdIsolationTests : IDisposable
{
    private const int UserId = 64100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private Host _host = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private static UnitIsolation Isolation => new() { UserId = UserId, GroupId = UserId };

    [TestInitialize]
    public void Open()
    {
        _host = new Host();
        var users = _host.Sandbox.PathOf("/etc/passwd");
        if (!File.ReadAllText(users).Contains($":{UserId}:", StringComparison.Ordinal))
        {
            // The image has no way yet to know users without an entry (libnss-systemd and /run/userdb).
            File.AppendAllText(users, $"domar-test:x:{UserId}:{UserId}::/:/usr/sbin/nologin\n");
            File.AppendAllText(_host.Sandbox.PathOf("/etc/group"), $"domar-test:x:{UserId}:\n");
        }
    }

    public void Dispose() => _host?.Dispose();

    [TestMethod]
    public async Task RunsAsItsUser_WithoutCapabilities()
    {
        Assert.AreEqual(
            "64100 64100\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\n",
            await OutputAsync("echo $(id -u) $(id -g); grep -E '^(Cap|NoNew)' /proc/self/status", Isolation));
    }

    [TestMethod]
    public async Task WritesNowhere_ButWhereItMay()
    {
        var open = _host.Sandbox.PathOf("/var/lib/open-to-all");
        var other = _host.Sandbox.PathOf("/var/lib/closed");
        foreach (var folder in (string[])[open, other])
        {
            Directory.CreateDirectory(folder);
            _host.Sandbox.Run("chmod", "777", folder[_host.Sandbox.Root.Length..]);
        }

        var output = await OutputAsync(
            "touch /etc/x /var/lib/closed/x /run/x; touch /var/lib/open-to-all/x /tmp/x && echo written; stat -c %a /var/lib/open-to-all/x",
            Isolation with { WritablePaths = ["/var/lib/open-to-all"] });

        Assert.EndsWith("written\n600\n", output);
        Assert.IsTrue(File.Exists($"{open}/x"));
        Assert.IsFalse(File.Exists($"{other}/x"));
        Assert.IsFalse(File.Exists(_host.Sandbox.PathOf("/etc/x")));
        Assert.IsFalse(File.Exists(_host.Sandbox.PathOf("/tmp/x")), "its /tmp is its own");
    }

    [TestMethod]
    public async Task OpensListedDevicesOnly()
    {
        const string Script = "for d in null zero full kvm fuse; do (exec 3<>/dev/$d) 2>/dev/null && echo $d; done; true";

        Assert.AreEqual("null\nzero\nfull\n", await OutputAsync(Script, Isolation));
        Assert.AreEqual("null\nzero\nfull\nfuse\n", await OutputAsync(Script, Isolation with { Devices = [new UnitDevice("/dev/fuse")] }));
    }

    [TestMethod]
    public async Task SeesNoNetwork_UnlessItMay()
    {
        const string Script = "cut -d: -f1 /proc/self/net/dev | tail -n +3 | tr -d ' '; perl -e 'socket($s, 2, 1, 0) or print qq($!\\n)'; readlink /proc/self/ns/net";
        var host = new FileInfo(_host.Sandbox.PathOf("/proc/1/ns/net")).LinkTarget;

        var closed = await OutputAsync(Script, Isolation);
        Assert.Contains("Address family not supported by protocol", closed);
        Assert.DoesNotContain(host!, closed);
        Assert.EndsWith($"{host}\n", await OutputAsync(Script, Isolation with { HasNetwork = true }));
    }

    [TestMethod]
    public async Task MakesNoNamespaces_AndSeesNoOtherProcesses()
    {
        Assert.AreEqual("no\n", await OutputAsync("unshare -U true 2>/dev/null && echo yes || echo no; [ -e /proc/1 ] && echo seen", Isolation));
    }

    [TestMethod]
    public async Task TranslatedCode_CanRun_AndQemuConfinesItself()
    {
        // QEMU's translator needs memory that is written and run; it does not get far without a disk, but its processor runs.
        var spec = Qemu(Isolation);
        var state = await _host.Manager.StartAsync(spec, Token);
        while (await _host.Journal.ReadOutputAsync(spec.Name, state.StartedAt, 4096, Token) is var log && !log.Contains("\"QMP\"", StringComparison.Ordinal))
        {
            Assert.AreEqual("active", (await _host.Systemd.GetUnitPropertiesAsync(spec.Name, Token))?.ActiveState, log);
        }

        await _host.Manager.KillAsync(spec.Name, UnitSignal.Kill, Token);
        Assert.AreEqual(9, (await _host.Manager.WaitForExitAsync(spec.Name, Token).WaitAsync(Patience)).Signal);
    }

    [TestMethod]
    public async Task Exposure_IsLow()
    {
        var spec = Qemu(Isolation with { HasNetwork = true, Devices = [new UnitDevice("/dev/kvm")], WritablePaths = ["/var/lib"] });
        await _host.Manager.StartAsync(spec, Token);

        var table = _host.Sandbox.Run("systemd-analyze", "security", "--no-pager", spec.Name).Output;

        var overall = table.Split('\n').Single(line => line.Contains("Overall exposure level", StringComparison.Ordinal));
        var exposure = double.Parse(overall.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        Console.WriteLine($"exposure of a QEMU unit: {exposure}");
        Assert.IsLessThanOrEqualTo(3.0, exposure, table);
        await _host.Manager.KillAsync(spec.Name, UnitSignal.Kill, Token);
        await _host.Manager.WaitForExitAsync(spec.Name, Token).WaitAsync(Patience);
    }

    private static UnitSpec Qemu(UnitIsolation isolation) => new()
    {
        Name = Host.NewName(),
        Program = "/usr/bin/qemu-system-x86_64",
        Arguments = ["-accel", "tcg", "-nodefaults", "-display", "none", "-qmp", "stdio", "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
        LogPath = "/dev/null",
        Isolation = isolation,
    };

    private async Task<string> OutputAsync(string script, UnitIsolation isolation)
    {
        var spec = Host.Shell(script) with { Isolation = isolation };
        await _host.Manager.StartAsync(spec, Token);
        return (await _host.Manager.WaitForExitAsync(spec.Name, Token).WaitAsync(Patience)).LogTail;
    }
}
