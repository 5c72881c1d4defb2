using System.Net;
using Domar.HostTools.Dns;
using Domar.HostTools.Exec;
using Domar.HostTools.Kvm;
using Domar.HostTools.Losetup;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Lvm;
using Domar.HostTools.Mounts;
using Domar.HostTools.Networkd;
using Domar.HostTools.Smartctl;
using Domar.HostTools.Steps;
using Domar.HostTools.Udev;
using Domar.HostTools.Web;
using Domar.Installer.Cli;
using Domar.Installer.Installation;
using Domar.Installer.Inventory;
using Domar.Installer.Unattended;

namespace Domar.Installer;

/// <summary>The process: <c>domar-install</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        // Hidden: inventory starts this program again with it, because a broken KVM may never return.
        if (arguments is [KvmProbe.CommandName])
        {
            return KvmProbe.RunInThisProcess();
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        var runner = new ToolRunner();
        var self = Environment.ProcessPath ?? "/proc/self/exe";
        var lsblk = new Lsblk(runner);
        var networkd = new Networkctl(runner);
        var machine = new MachineReader(
            lsblk, new Losetup(runner), new Udevadm(runner), networkd, new Pvs(runner), new Smartctl(runner), token => KvmProbe.ProbeAsync(runner, self, token));
        var power = new SystemdPower(runner);
        var installation = new HostInstallation(power, new StepExecutor(runner));
        var unattended = new UnattendedTools
        {
            Lsblk = lsblk,
            Mounter = new Mounter(runner),
            Networkd = networkd,
            Dns = new DnsTextClient(static () => [.. UnattendedTools.ReadResolvConf().Servers.Select(static server => new IPEndPoint(server, DnsTextClient.Port))], TimeSpan.FromSeconds(3)),
            Web = new WebCaller(),
            Installation = new PlannedInstallation(installation),
            Power = power,
        };
        return await CommandLine.RunAsync(arguments, machine, installation, new Person(Console.In, !Console.IsOutputRedirected), unattended, Console.Out, Console.Error, stop.Token).ConfigureAwait(false);
    }
}
