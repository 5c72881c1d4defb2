using System.CommandLine;
using System.Text.Json;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm list</c>.</summary>
internal sealed class VmListCommand() : CliCommand("vm list", "List the VMs of this node")
{
    private readonly Option<bool> _running = new("--running") { Arity = ArgumentArity.Zero, Description = "Only those that run" };

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("vm list", "all VMs"), ("vm list --running", "those that run"), ("vm list --json", "all that the API tells of them")];

    public override void Define(Command command) => command.Add(_running);

    public override int Run(Invocation run)
    {
        using var response = run.Api.Get($"{Invocation.Node}/qemu");
        var onlyRunning = run.Get(_running);
        if (run.Json)
        {
            return onlyRunning ? PrintRunning(run, response.Data) : run.PrintJson(response);
        }

        var table = new Table(">VMID", "NAME", "STATUS", ">MEMORY", ">CPUS", ">DISK", ">UPTIME", ">PID", "NOTE");
        foreach (var vm in response.Data.Items().Where(vm => !onlyRunning || IsRunning(vm)).OrderBy(vm => vm.Integer("vmid")))
        {
            table.Add(vm.Text("vmid") ?? "", vm.Text("name") ?? "", Status(vm), vm.Size("maxmem"), vm.Text("cpus") ?? "",
                vm.Integer("maxdisk") is > 0 ? vm.Size("maxdisk") : "", vm.Integer("uptime") is > 0 and var uptime ? Units.Duration(uptime) : "",
                vm.Text("pid") ?? "", Note(vm));
        }

        table.Print(run.Context, onlyRunning ? "No VM is running." : "There are no VMs. 'domar vm create --help' shows how to make one.");
        return ExitCode.Ok;
    }

    private static int PrintRunning(Invocation run, JsonElement list)
    {
        run.Context.Out.WriteLine($"[{string.Join(',', list.Items().Where(IsRunning).Select(vm => vm.GetRawText()))}]");
        return ExitCode.Ok;
    }

    private static bool IsRunning(JsonElement vm) => vm.Text("status") == "running";

    /// <summary>"running" says little when QEMU is paused or does not answer: the finer state then.</summary>
    internal static string Status(JsonElement vm)
    {
        if (vm.Field("domar").Text("state") is ("starting" or "stopping" or "unresponsive") and var state)
        {
            return state;
        }

        return IsRunning(vm) && vm.Text("qmpstatus") is { Length: > 0 } qmp && qmp != "running" ? qmp : vm.Text("status") ?? "unknown";
    }

    private static string Note(JsonElement vm)
    {
        var notes = new List<string>();
        if (vm.Text("lock") is { Length: > 0 } reason)
        {
            notes.Add($"locked ({reason})");
        }

        if (vm.Flag("template"))
        {
            notes.Add("template");
        }

        if (vm.Field("domar").Text("problem") is { Length: > 0 } problem)
        {
            notes.Add(problem);
        }

        return string.Join("; ", notes);
    }
}
