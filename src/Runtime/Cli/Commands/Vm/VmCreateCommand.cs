using System.CommandLine;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Commands.Guests;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm create [VMID] --KEY VALUE...</c>.</summary>
internal sealed class VmCreateCommand() : GuestCreateCommand(GuestCommandKind.Vm)
{
    private readonly Argument<string?> _vmid = new("vmid") { HelpName = "VMID", Arity = ArgumentArity.ZeroOrOne, Description = "Number of the VM, from 100 (else the lowest free one)" };

    public override string Description =>
        "A disk value STORAGE:SIZE makes a new disk of SIZE GiB; STORAGE:0,import-from=VOLUME copies one. Config keys are those of Proxmox's qemu-server files.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("vm create 100 --name a --memory 64 --virtio0 local:1", "VM 100 with a new disk of 1 GiB"),
        ("vm create --name web --memory 2048 --cores 2 --scsi0 local:32 --net0 virtio --start", "the lowest free number, started"),
        ("vm create 101 --virtio0 local:0,import-from=/root/disk.raw --serial0 socket", "from a copy of a disk, with a serial console"),
    ];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        base.Define(command);
    }

    public override int Run(Invocation run) => Create(run, run.Get(_vmid) is { } given ? Invocation.ParseGuestId(given) : NextId(run));

    private static GuestId NextId(Invocation run)
    {
        using var response = run.Api.Get("/cluster/nextid");
        var text = response.Data.ToString();
        return GuestId.TryParse(text, out var id)
            ? id
            : throw new CliException(ExitCode.Failed, $"The daemon's next free VMID cannot be read: '{text}'. Name one: domar vm create VMID ...");
    }
}
