using System.Text.Json;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Storage;

/// <summary><c>domar storage list</c>.</summary>
internal sealed class StorageListCommand() : CliCommand("storage list", "List the storages with their space")
{
    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("storage list", "every storage of this node")];

    public override int Run(Invocation run)
    {
        using var storages = run.Api.Get($"{Invocation.Node}/storage");
        if (run.Json)
        {
            return run.PrintJson(storages);
        }

        PrintTable(run.Context, storages.Data);
        return ExitCode.Ok;
    }

    /// <summary>Prints the API's list.</summary>
    public static void PrintTable(CliContext context, JsonElement storages)
    {
        var table = new Table("STORAGE", "TYPE", "STATUS", ">USED", ">AVAILABLE", ">TOTAL", ">USED %", "CONTENT");
        foreach (var storage in storages.Items().OrderBy(storage => storage.Text("storage"), StringComparer.Ordinal))
        {
            var status = !storage.Flag("enabled") ? "disabled" : storage.Flag("active") ? "active" : "inactive";
            var share = storage.Number("total") is > 0 and var total ? Units.Percent((storage.Number("used") ?? 0) / total) : "";
            table.Add(storage.Text("storage") ?? "", storage.Text("type") ?? "", status, storage.Size("used"), storage.Size("avail"), storage.Size("total"), share,
                storage.Text("content") ?? "");
        }

        table.Print(context, "There are no storages.");
    }
}
