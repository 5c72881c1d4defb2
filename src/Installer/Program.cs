using Domar.HostTools.Exec;
using Domar.HostTools.Kvm;
using Domar.HostTools.Losetup;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Networkd;
using Domar.HostTools.Steps;
using Domar.HostTools.Udev;
using Domar.Installer.Cli;
using Domar.Installer.Installing;
using Domar.Installer.Inventory;

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
        var machine = new MachineReader(
            new Lsblk(runner), new Losetup(runner), new Udevadm(runner), new Networkctl(runner), token => KvmProbe.ProbeAsync(runner, self, token));
        var install = new InstallTools(runner, new StepExecutor(runner), Console.In) { IsTerminal = !Console.IsOutputRedirected };
        return await CommandLine.RunAsync(arguments, machine, install, Console.Out, Console.Error, stop.Token).ConfigureAwait(false);
    }
}
