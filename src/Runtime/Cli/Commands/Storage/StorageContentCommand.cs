using System.CommandLine;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Storage;

/// <summary><c>domar storage content STORAGE</c>.</summary>
internal sealed class StorageContentCommand() : CliCommand("storage content", "List the volumes of a storage")
{
    private readonly Argument<string> _storage = new("storage") { HelpName = "STORAGE", Description = "Name of the storage" };
    private readonly Option<string?> _vmid = new("--vmid") { HelpName = "VMID", Description = "Only volumes of this guest" };
    private readonly Option<string?> _content = new("--content") { HelpName = "KIND", Description = "Only this kind: images, iso, ..." };

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("storage content local", "all volumes"), ("storage content local --vmid 100", "the disks of VM 100")];

    public override void Define(Command command)
    {
        command.Add(_storage);
        command.Add(_vmid);
        command.Add(_content);
    }

    public override int Run(Invocation run)
    {
        var query = new FormData().Add("content", run.Get(_content));
        if (run.Get(_vmid) is { } vmid)
        {
            query.Add("vmid", Invocation.ParseGuestId(vmid).Value);
        }

        using var volumes = run.Api.Get($"{Invocation.Node}/storage/{Uri.EscapeDataString(run.Get(_storage)!)}/content", query);
        if (run.Json)
        {
            return run.PrintJson(volumes);
        }

        var table = new Table("VOLUME", "CONTENT", "FORMAT", ">SIZE", ">USED", ">VMID");
        foreach (var volume in volumes.Data.Items().OrderBy(volume => volume.Text("volid"), StringComparer.Ordinal))
        {
            table.Add(volume.Text("volid") ?? "", volume.Text("content") ?? "", volume.Text("format") ?? "", volume.Size("size"), volume.Size("used"),
                volume.Text("vmid") ?? "");
        }

        table.Print(run.Context, $"Storage {run.Get(_storage)} has no volumes{(query.IsEmpty ? "" : " of that kind")}.");
        return ExitCode.Ok;
    }
}
