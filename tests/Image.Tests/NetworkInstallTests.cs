using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Domar.Image.Tests.Harness;
using Domar.TestKit;
using Domar.TestKit.Web;

namespace Domar.Image.Tests;

/// <summary>An answer file from a web server, however its URL is told; and what answer files can ask of other servers: a first-boot program, and to be told of the end.</summary>
[TestClass]
public sealed class NetworkInstallTests : BootTest
{
    private const string AnswerToken = "word-for-answers";
    private const string HookToken = "word-for-the-hook";
    private const string Ran = "/root/first-boot-ran";

    private static readonly InstallLayout Layout = InstallLayout.Lvm;

    private static IEnumerable<object[]> Ways => Soak.Rows(
        [[AnswerWay.UrlNetworkOnline]], Enum.GetValues<AnswerWay>().Except([AnswerWay.UrlNetworkOnline]).Select(static way => new object[] { way }));

    [BootTestMethod]
    [DynamicData(nameof(Ways))]
    public Task AnswerFromTheNetwork_Installs(AnswerWay way) => way switch
    {
        AnswerWay.UrlNetworkOnline => InstallByUrlAsync("network-online"),
        AnswerWay.UrlBeforeNetwork => InstallByUrlAsync("before-network"),
        AnswerWay.UrlFullyUp => InstallByUrlAsync("fully-up"),
        AnswerWay.Dhcp => InstallByNetworkAsync(isDhcp: true),
        AnswerWay.Dns => InstallByNetworkAsync(isDhcp: false),
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, null),
    };

    // Tells the webhook, and runs the first-boot program once, in its place.
    private async Task InstallByUrlAsync(string ordering)
    {
        using var folder = new TempFolder();
        var program = Program(withNetwork: ordering != "before-network");
        using var server = TinyWebServer.Answering(request => request.Path switch
        {
            "/answer" => TinyWebServer.Ok(Layout.Answer.ToToml() + Hooks($"http://{NicOptions.ServerAddress}", ordering)),
            "/first-boot" => TinyWebServer.Ok(program),
            "/hook" or "/ran" => TinyWebServer.Ok("thanks"),
            _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        });
        DiskFiles.MakeBlank(folder["disk0.raw"], Layout.DiskMiB);
        var options = Layout.Machine([folder["disk0.raw"]]) with { Nics = [new NicOptions { Servers = new Dictionary<int, int> { [80] = server.Port } }] };

        var machine = await StartAsync(Installation.WithMedium(options, stick: null));
        await BootMenu.ChooseWithAsync(machine, "Install Domar", $"domar.answer=http://{NicOptions.ServerAddress}/answer domar.answer-token={AnswerToken}", Token);
        await Installation.WaitForSuccessAsync(machine, Token);
        await machine.DisposeAsync();
        CollectionAssert.AreEqual(new[] { "POST /answer", "GET /first-boot", "POST /hook" }, server.Requests.Select(static request => $"{request.Method} {request.Path}").ToArray());
        TestContext.WriteLine($"asked: {server.Requests[0].Body}\ntold: {server.Requests[2].Body}");
        RequireSystemInformation(server.Requests[0]);

        machine = await StartAsync(options);
        var shell = await InstalledSystem.LogInAsync(machine, Layout.Answer, Token);
        var checks = new InstalledChecks(shell, Layout, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.IsAsAnsweredAsync();
        await RequireReportAsync(server.Requests[2], shell);
        Assert.AreEqual(ExpectedRun(ordering), await shell.MustRunAsync($"cat {Ran}", Token));
        Assert.AreEqual("script.done", await shell.MustRunAsync("ls /var/lib/domar/first-boot", Token));

        await machine.Serial.TypeAsync("systemctl reboot\n", Token);
        shell = await InstalledSystem.LogInAsync(machine, Layout.Answer, Token);
        await new InstalledChecks(shell, Layout, Token).RunsWithoutFaultAsync();
        Assert.AreEqual(ExpectedRun(ordering), await shell.MustRunAsync($"cat {Ran}", Token), "it runs once");
        Assert.HasCount(ordering == "before-network" ? 0 : 1, server.Requests.Where(static request => request.Path == "/ran"));
    }

    // The menu's entry for the network, a real DHCP server, a real name server; by DHCP with HTTPS and the fingerprint of a certificate that nobody has signed.
    private async Task InstallByNetworkAsync(bool isDhcp)
    {
        using var folder = new TempFolder();
        using var certificate = isDhcp ? TinyWebServer.CreateCertificate() : null;
        using var network = await PrivateNetwork.StartAsync(
            certificate is not null
                ? [$"--dhcp-option=250,https://{PrivateNetwork.ServerAddress}:8443/answer", $"--dhcp-option=251,{Fingerprint(certificate)}"]
                : [$"--txt-record=domar-auto-installer.{PrivateNetwork.Domain},http://{PrivateNetwork.ServerAddress}:8443/answer"],
            Token);
        var answer = Layout.Answer with { Address = "10.9.8.77/24", Gateway = PrivateNetwork.ServerAddress };
        using var server = TinyWebServer.Answering(_ => TinyWebServer.Ok(answer.ToToml()), certificate, network.Listen(8443));
        DiskFiles.MakeBlank(folder["disk0.raw"], Layout.DiskMiB);
        var options = Layout.Machine([folder["disk0.raw"]]) with { Nics = [new NicOptions { Tap = PrivateNetwork.Tap }], Network = network };

        var machine = await StartAsync(Installation.WithMedium(options, stick: null));
        try
        {
            await BootMenu.ChooseAsync(machine, "Install Domar unattended", Token);
            await Installation.WaitForSuccessAsync(machine, Token);
        }
        finally
        {
            TestContext.WriteLine(network.ReadLog());
        }

        StringAssert.Contains(machine.Serial.Text, isDhcp ? "(DHCP option 250 on " : "(the TXT record of domar-auto-installer.");
        await machine.DisposeAsync();
        Assert.AreEqual("POST /answer", server.Requests.Select(static request => $"{request.Method} {request.Path}").Single());

        machine = await StartAsync(options);
        var shell = await InstalledSystem.LogInAsync(machine, answer, Token);
        StringAssert.Contains(await shell.MustRunAsync("ip -4 -o address show dev vmbr0", Token), $" {answer.Address} ");
    }

    private static string Hooks(string server, string ordering) =>
        $"""

        [post-installation-webhook]
        url = "{server}/hook"
        auth-token = "{HookToken}"

        [first-boot]
        source = "from-url"
        ordering = "{ordering}"
        url = "{server}/first-boot"

        """;

    // What is up when it runs (with an address the rest may be up or not); and a request to the server, which needs a network.
    private static string Program(bool withNetwork) =>
        $$"""
        #!/bin/bash
        {
            echo "argument $1"
            echo "networkd $(systemctl is-active systemd-networkd.service)"
            echo "address $(ip -4 -o address show dev vmbr0 2>/dev/null | grep -c {{Layout.Answer.Address}})"
            [ "$1" = network-online ] || echo "multi-user $(systemctl is-active multi-user.target), daemon $(systemctl is-active domar.service)"
        } >>{{Ran}}
        {{(withNetwork ? $"exec 3<>/dev/tcp/{NicOptions.ServerAddress}/80 && printf 'GET /ran HTTP/1.1\\r\\nHost: test\\r\\n\\r\\n' >&3 && grep -q thanks <&3" : "")}}
        """;

    private static string ExpectedRun(string ordering) => ordering switch
    {
        "before-network" => "argument before-network\nnetworkd inactive\naddress 0\nmulti-user inactive, daemon inactive",
        "network-online" => "argument network-online\nnetworkd active\naddress 1",
        _ => "argument fully-up\nnetworkd active\naddress 1\nmulti-user active, daemon active",
    };

    private static string Fingerprint(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.RawData));

    // As Proxmox's installer asks (schema 1.0): servers know a machine by these.
    private static void RequireSystemInformation(WebRequest request)
    {
        Assert.AreEqual($"Bearer {AnswerToken}", request.Headers["Authorization"]);
        using var json = JsonDocument.Parse(request.Body);
        var root = json.RootElement;
        Assert.AreEqual("1.0", root.GetProperty("$schema").GetProperty("version").GetString());
        Assert.AreEqual("pve", root.GetProperty("product").GetProperty("product").GetString());
        Assert.AreEqual("52:54:00:12:34:56", root.GetProperty("network_interfaces").EnumerateArray().Single().GetProperty("mac").GetString());
        StringAssert.Contains(root.GetProperty("dmi").GetProperty("system").GetProperty("name").GetString(), "Q35");
        Assert.AreNotEqual("", root.GetProperty("iso").GetProperty("release").GetString());
    }

    // What it says (Proxmox's schema 1.2) is what the system is that was installed.
    private async Task RequireReportAsync(WebRequest request, ShellSession shell)
    {
        Assert.AreEqual($"Bearer {HookToken}", request.Headers["Authorization"]);
        using var json = JsonDocument.Parse(request.Body);
        var root = json.RootElement;
        Assert.AreEqual("1.2", root.GetProperty("$schema").GetProperty("version").GetString());
        Assert.AreEqual($"{Layout.Answer.HostName}.{Answer.Domain}", root.GetProperty("fqdn").GetString());
        Assert.AreEqual(await shell.MustRunAsync("cat /etc/machine-id", Token), root.GetProperty("machine-id").GetString());
        Assert.AreEqual(await shell.MustRunAsync("uname -r", Token), root.GetProperty("kernel-version").GetProperty("release").GetString());
        Assert.AreEqual("bios", root.GetProperty("boot-info").GetProperty("mode").GetString());
        Assert.AreEqual("ext4", root.GetProperty("filesystem").GetString());
        Assert.AreEqual("power-off", root.GetProperty("reboot-mode").GetString());
        var keys = root.GetProperty("ssh-public-host-keys");
        Assert.AreEqual(await shell.MustRunAsync("cat /etc/ssh/ssh_host_ed25519_key.pub", Token), keys.GetProperty("ed25519").GetString());
        Assert.AreEqual(await shell.MustRunAsync("cat /etc/ssh/ssh_host_ecdsa_key.pub", Token), keys.GetProperty("ecdsa").GetString());
        var disk = root.GetProperty("disks").EnumerateArray().Single(static disk => disk.TryGetProperty("is-bootdisk", out _));
        Assert.AreEqual(Layout.DiskMiB * 1024L * 1024, disk.GetProperty("size").GetInt64());
        var card = root.GetProperty("network-interfaces").EnumerateArray().Single();
        Assert.AreEqual(Layout.Answer.Address, card.GetProperty("address").GetString());
        Assert.IsTrue(card.GetProperty("is-management").GetBoolean());
    }
}
