using System.Text.Json;
using Domar.Runtime.Cli.Commands.Storage;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar status</c>: one screen.</summary>
internal sealed class StatusCommand() : CliCommand("status", "Show the node, its storages and its guests on one screen")
{
    private const int MaxGuests = 15;

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("status", "how is this node?"), ("status --json", "the node's status as JSON")];

    public override int Run(Invocation run)
    {
        using var node = run.Api.Get($"{Invocation.Node}/status");
        if (run.Json)
        {
            return run.PrintJson(node);
        }

        using var storages = run.Api.Get($"{Invocation.Node}/storage");
        using var guests = run.Api.Get($"{Invocation.Node}/qemu");
        var context = run.Context;
        NodeView.Print(context, node.Data.Field("domar").Text("node") ?? "localhost", node.Data);
        context.Out.WriteLine();
        StorageListCommand.PrintTable(context, storages.Data);
        context.Out.WriteLine();
        PrintGuests(context, [.. guests.Data.Items()]);
        return ExitCode.Ok;
    }

    private static void PrintGuests(CliContext context, JsonElement[] guests)
    {
        var running = guests.Where(guest => guest.Text("status") == "running").OrderBy(guest => guest.Integer("vmid")).ToArray();
        context.Out.WriteLine($"{running.Length} of {guests.Length} VM{(guests.Length == 1 ? "" : "s")} running");
        if (running.Length == 0)
        {
            return;
        }

        var table = new Table(">VMID", "NAME", "STATE", ">MEMORY", ">CPU", ">UPTIME");
        foreach (var guest in running.Take(MaxGuests))
        {
            table.Add(guest.Text("vmid") ?? "", guest.Text("name") ?? "", GuestListCommand.Status(guest), guest.Size("mem"),
                Units.Percent(guest.Number("cpu") ?? 0), Units.Duration(guest.Integer("uptime") ?? 0));
        }

        table.Print(context, "");
        if (running.Length > MaxGuests)
        {
            context.Out.WriteLine($"... and {running.Length - MaxGuests} more: domar vm list");
        }
    }
}
