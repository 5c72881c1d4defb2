using System.CommandLine;
using System.Text.Json;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct status VMID</c>.</summary>
internal sealed class GuestStatusCommand(GuestCommandKind kind) : CliCommand($"{kind.Group} status", $"Show how a {kind.Noun} is")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(kind);

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ($"{kind.Group} status 100", "for people"),
        ($"{kind.Group} status 100 --json", $"what the API's status/current answers: status, pid, uptime, {(kind.IsContainer ? "swap" : "qmpstatus")}, ..."),
    ];

    public override void Define(Command command) => command.Add(_vmid);

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        using var response = run.Api.Get($"{kind.Path(id)}/status/current");
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        var guest = response.Data;
        var isRunning = guest.Text("status") == "running";
        run.Context.Out.WriteLine(Table.Printable($"{kind.Name(id)} ({guest.Text("name") ?? "no name"}): {GuestListCommand.Status(guest)}"));
        new Details()
            .Add("Problem", guest.Field("domar").Text("problem"))
            .Add("Lock", guest.Text("lock"))
            .Add("PID", guest.Text("pid"))
            .Add("Uptime", isRunning && guest.Integer("uptime") is { } uptime ? Units.Duration(uptime) : null)
            .Add("CPUs", guest.Text("cpus") is { } cpus ? isRunning ? $"{cpus}, {Units.Percent(guest.Number("cpu") ?? 0)} used" : cpus : null)
            .Add("Memory", guest.Integer("maxmem") is { } memory ? isRunning ? $"{Units.Bytes(memory)}, {guest.Size("mem")} used" : Units.Bytes(memory) : null)
            .Add("Swap", guest.Integer("maxswap") is > 0 and var swap ? isRunning && guest.Integer("swap") is not null ? $"{Units.Bytes(swap)}, {guest.Size("swap")} used" : Units.Bytes(swap) : null)
            .Add(kind.IsContainer ? "Root volume" : "Boot disk", Disk(guest))
            .Add("Disk read", isRunning ? guest.Size("diskread") : null)
            .Add("Disk written", isRunning ? guest.Size("diskwrite") : null)
            .Add("Received", isRunning ? guest.Size("netin") : null)
            .Add("Sent", isRunning ? guest.Size("netout") : null)
            .Add("Machine", guest.Text("running-machine"))
            .Add("QEMU", guest.Text("running-qemu"))
            .Add("Tags", guest.Text("tags"))
            .Print(run.Context.Out);
        return ExitCode.Ok;
    }

    // What a VM uses of its disk is not known from outside: there "disk" is 0.
    private static string? Disk(JsonElement guest) => guest.Integer("maxdisk") is > 0
        ? guest.Integer("disk") is > 0 ? $"{guest.Size("maxdisk")}, {guest.Size("disk")} used" : guest.Size("maxdisk")
        : null;
}
