using System.CommandLine;
using System.Text.Json;
using Domar.Core.Qemu;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm showcmd VMID</c>, or without a daemon from files.</summary>
internal sealed class VmShowCommandCommand() : CliCommand("vm showcmd", "Print the QEMU command line that a start would use")
{
    private readonly Argument<string?> _vmid = new("vmid") { HelpName = "VMID", Arity = ArgumentArity.ZeroOrOne, Description = "Number of the VM; none with --config" };
    private readonly Option<string?> _config = new("--config") { HelpName = "FILE", Description = "Plan from this guest config, without a daemon; prints JSON" };
    private readonly Option<string?> _storage = new("--storage") { HelpName = "FILE", Description = "With --config: the storage.cfg" };
    private readonly Option<string?> _host = new("--host") { HelpName = "FILE", Description = "With --config: facts of the host as JSON" };

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("vm showcmd 100", "one option a line, to be read or pasted into a shell"),
        ("vm showcmd 100 --json", "as a JSON array"),
        ("vm showcmd --config 100.conf --storage storage.cfg --host host.json", "what would be started elsewhere"),
    ];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_config);
        command.Add(_storage);
        command.Add(_host);
    }

    public override int Run(Invocation run)
    {
        if (run.Get(_config) is { } config)
        {
            return run.Get(_vmid) is null ? Plan(run, config) : throw CliException.Usage("Give a VMID or --config FILE, not both.");
        }

        if ((run.Get(_storage) ?? run.Get(_host)) is not null)
        {
            throw CliException.Usage("--storage and --host go with --config FILE.");
        }

        var id = Invocation.ParseGuestId(run.Get(_vmid) ?? throw CliException.Usage("Give a VMID, or --config FILE to plan without a daemon."));
        using var response = run.Api.Get($"{GuestCommandKind.Vm.Path(id)}/domar/showcmd");
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        string[] words = [.. response.Data.Items().Select(word => word.ToString())];
        run.Context.Out.Write(words.Length == 0 ? "" : CommandText.Format(words[0], words[1..]));
        return ExitCode.Ok;
    }

    private int Plan(Invocation run, string configFile)
    {
        var storageFile = run.Get(_storage) ?? throw CliException.Usage("--config needs --storage FILE too: the storages that its disks are on.");
        var hostFile = run.Get(_host) ?? throw CliException.Usage("--config needs --host FILE too: the facts of the host.");
        try
        {
            var words = ShowCommandPlanner.Run(TextFile.Read(configFile), Path.GetFileName(configFile), TextFile.Read(storageFile), TextFile.Read(hostFile));
            run.Context.Out.WriteLine(JsonSerializer.Serialize(words, CommandJson.Plain.IReadOnlyListString));
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is PlanException or FormatException or JsonException)
        {
            throw new CliException(ExitCode.Failed, e.Message, inner: e);
        }
    }
}
