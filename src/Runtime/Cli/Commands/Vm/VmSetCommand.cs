using System.CommandLine;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm set VMID --KEY VALUE... --delete KEY --revert KEY</c>.</summary>
internal sealed class VmSetCommand() : CliCommand("vm set", "Change a VM's config")
{
    private readonly Argument<string> _vmid = VmArguments.Vmid();
    private readonly Option<string[]> _delete = new("--delete") { HelpName = "KEY", Description = "Remove a key; several with commas or by repeating" };
    private readonly Option<string[]> _revert = new("--revert") { HelpName = "KEY", Description = "Drop the pending change of a key" };
    private readonly Option<string?> _digest = new("--digest") { HelpName = "SHA1", Description = "Refuse if the config is no longer the one with this digest" };
    private readonly Option<bool> _skipLock = VmArguments.SkipLock();
    private readonly Option<bool> _detach = VmArguments.Detach();

    public override string Description => "What a running VM cannot take over now waits for its next start: 'domar vm pending VMID' shows it.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("vm set 100 --memory 2048 --cores 4", "more memory and CPUs"),
        ("vm set 100 --scsi1 local:32", "a new disk of 32 GiB"),
        ("vm set 100 --delete scsi1 --revert net0", "detach a disk, drop a pending change"),
    ];

    public override bool TakesConfigKeys => true;

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_delete);
        command.Add(_revert);
        command.Add(_digest);
        command.Add(_skipLock);
        command.Add(_detach);
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
            throw CliException.Usage($"Say what to change, for example 'domar vm set {id} --memory 2048'. 'domar vm set --help' lists the keys.");
        }

        form.Add("digest", run.Get(_digest)).AddFlag("skiplock", run.Get(_skipLock));
        using var response = run.Api.Call("POST", $"{VmArguments.Path(id)}/config", form);
        return TaskWaiter.Finish(run, response, run.Get(_detach), $"VM {id} was changed.", $"Cannot change VM {id}");
    }

    private static string? Join(string[]? keys) => keys is { Length: > 0 } ? string.Join(',', keys) : null;
}
