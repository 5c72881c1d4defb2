using System.CommandLine;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm status VMID</c>.</summary>
internal sealed class VmStatusCommand() : CliCommand("vm status", "Show how a VM is")
{
    private readonly Argument<string> _vmid = VmArguments.Vmid();

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("vm status 100", "for people"), ("vm status 100 --json", "what the API's status/current answers: status, pid, uptime, qmpstatus, ...")];

    public override void Define(Command command) => command.Add(_vmid);

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        using var response = run.Api.Get($"{VmArguments.Path(id)}/status/current");
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        var vm = response.Data;
        var isRunning = vm.Text("status") == "running";
        run.Context.Out.WriteLine(Table.Printable($"VM {id} ({vm.Text("name") ?? "no name"}): {VmListCommand.Status(vm)}"));
        new Details()
            .Add("Problem", vm.Field("domar").Text("problem"))
            .Add("Lock", vm.Text("lock"))
            .Add("PID", vm.Text("pid"))
            .Add("Uptime", isRunning && vm.Integer("uptime") is { } uptime ? Units.Duration(uptime) : null)
            .Add("CPUs", vm.Text("cpus") is { } cpus ? isRunning ? $"{cpus}, {Units.Percent(vm.Number("cpu") ?? 0)} used" : cpus : null)
            .Add("Memory", vm.Integer("maxmem") is { } memory ? isRunning ? $"{Units.Bytes(memory)}, {vm.Size("mem")} used" : Units.Bytes(memory) : null)
            .Add("Boot disk", vm.Integer("maxdisk") is > 0 ? vm.Size("maxdisk") : null)
            .Add("Disk read", isRunning ? vm.Size("diskread") : null)
            .Add("Disk written", isRunning ? vm.Size("diskwrite") : null)
            .Add("Received", isRunning ? vm.Size("netin") : null)
            .Add("Sent", isRunning ? vm.Size("netout") : null)
            .Add("Machine", vm.Text("running-machine"))
            .Add("QEMU", vm.Text("running-qemu"))
            .Add("Tags", vm.Text("tags"))
            .Print(run.Context.Out);
        return ExitCode.Ok;
    }
}
