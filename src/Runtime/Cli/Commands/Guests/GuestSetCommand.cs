using System.CommandLine;
using Domar.Core.Config;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct set VMID --KEY VALUE... --delete KEY --revert KEY</c>.</summary>
internal sealed class GuestSetCommand(GuestCommandKind kind) : CliCommand($"{kind.Group} set", $"Change a {kind.Noun}'s config")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(kind);
    private readonly Option<string[]> _delete = new("--delete") { HelpName = "KEY", Description = "Remove a key; several with commas or by repeating" };
    private readonly Option<string[]> _revert = new("--revert") { HelpName = "KEY", Description = "Drop the pending change of a key" };
    private readonly Option<string?> _digest = new("--digest") { HelpName = "SHA1", Description = "Refuse if the config is no longer the one with this digest" };
    private readonly Option<bool> _skipLock = GuestArguments.SkipLock();
    private readonly Option<bool> _detach = GuestArguments.Detach();

    public override string Description => $"What a running {kind.Noun} cannot take over now waits for its next start: 'domar {kind.Group} pending VMID' shows it.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples => kind.IsContainer
        ?
        [
            ("ct set 101 --memory 1024 --cores 2", "more memory and CPUs"),
            ("ct set 101 --mp0 local-lvm:32,mp=/srv", "a new volume of 32 GiB at /srv"),
            ("ct set 101 --delete mp0 --revert net0", "detach a volume, drop a pending change"),
        ]
        :
        [
            ("vm set 100 --memory 2048 --cores 4", "more memory and CPUs"),
            ("vm set 100 --scsi1 local:32", "a new disk of 32 GiB"),
            ("vm set 100 --delete scsi1 --revert net0", "detach a disk, drop a pending change"),
        ];

    public override ConfigSchema ConfigKeys => kind.Schema;

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_delete);
        command.Add(_revert);
        command.Add(_digest);
        command.Add(_skipLock);
        if (!kind.IsContainer)
        {
            // The API changes a container's config at once, without a task.
            command.Add(_detach);
        }
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        var form = new FormData();
        foreach (var (key, value) in run.ConfigKeys)
        {
            form.Add(key, value);
        }

        form.Add("delete", Join(run.Get(_delete))).Add("revert", Join(run.Get(_revert)));
        if (form.IsEmpty)
        {
            throw CliException.Usage($"Say what to change, for example 'domar {kind.Group} set {id} --memory 2048'. 'domar {kind.Group} set --help' lists the keys.");
        }

        form.Add("digest", run.Get(_digest)).AddFlag("skiplock", run.Get(_skipLock));
        using var response = run.Api.Call(kind.IsContainer ? "PUT" : "POST", $"{kind.Path(id)}/config", form);
        return TaskWaiter.Finish(run, response, !kind.IsContainer && run.Get(_detach), $"{kind.Name(id)} was changed.", $"Cannot change {kind.Name(id)}");
    }

    private static string? Join(string[]? keys) => keys is { Length: > 0 } ? string.Join(',', keys) : null;
}
