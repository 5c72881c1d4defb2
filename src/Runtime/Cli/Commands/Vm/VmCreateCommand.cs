using System.CommandLine;
using System.Globalization;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm create [VMID] --KEY VALUE...</c>.</summary>
internal sealed class VmCreateCommand() : CliCommand("vm create", "Make a VM")
{
    private readonly Argument<string?> _vmid = new("vmid") { HelpName = "VMID", Arity = ArgumentArity.ZeroOrOne, Description = "Number of the VM, from 100 (else the lowest free one)" };
    private readonly Option<bool> _start = new("--start") { Arity = ArgumentArity.Zero, Description = "Start it afterwards" };
    private readonly Option<bool> _detach = VmArguments.Detach();

    public override string Description =>
        "A disk value STORAGE:SIZE makes a new disk of SIZE GiB; STORAGE:0,import-from=VOLUME copies one. Config keys are those of Proxmox's qemu-server files.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("vm create 100 --name a --memory 64 --virtio0 local:1", "VM 100 with a new disk of 1 GiB"),
        ("vm create --name web --memory 2048 --cores 2 --scsi0 local:32 --net0 virtio --start", "the lowest free number, started"),
        ("vm create 101 --virtio0 local:0,import-from=/root/disk.raw --serial0 socket", "from a copy of a disk, with a serial console"),
    ];

    public override bool TakesConfigKeys => true;

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_start);
        command.Add(_detach);
    }

    public override int Run(Invocation run)
    {
        var id = run.Get(_vmid) is { } given ? Invocation.ParseGuestId(given).Value : NextId(run);
        var form = new FormData().Add("vmid", id);
        foreach (var (key, value) in run.ConfigKeys)
        {
            form.Add(key, value);
        }

        form.AddFlag("start", run.Get(_start));
        using var response = run.Api.Call("POST", $"{Invocation.Node}/qemu", form);
        return TaskWaiter.Finish(
            run, response, run.Get(_detach), $"VM {id} was created{(run.Get(_start) ? " and started" : "")}.", $"Cannot create VM {id}");
    }

    private static int NextId(Invocation run)
    {
        using var response = run.Api.Get("/cluster/nextid");
        var text = response.Data.ToString();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new CliException(ExitCode.Failed, $"The daemon's next free VMID cannot be read: '{text}'. Name one: domar vm create VMID ...");
    }
}
