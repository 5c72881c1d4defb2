using System.CommandLine;
using Domar.Runtime.Cli.Commands.Guests;

namespace Domar.Runtime.Cli.Commands.Ct;

/// <summary><c>domar ct create VMID TEMPLATE --KEY VALUE...</c>.</summary>
internal sealed class CtCreateCommand() : GuestCreateCommand(GuestCommandKind.Ct)
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(GuestCommandKind.Ct);
    private readonly Argument<string> _template = new("template") { HelpName = "TEMPLATE", Description = "A template volume (local:vztmpl/NAME) or the absolute path of one" };
    private readonly Option<string?> _storage = new("--storage") { HelpName = "STORAGE", Description = "Where the root volume is made if --rootfs does not say (else local)" };
    private readonly Option<bool> _password = new("--password-stdin") { Arity = ArgumentArity.Zero, Description = "Read root's password from standard input, one line" };
    private readonly Option<string?> _keys = new("--ssh-public-keys") { HelpName = "FILE", Description = "Public keys that may log in as root, as in authorized_keys" };

    public override string Description =>
        "A volume value STORAGE:SIZE makes a new volume of SIZE GiB. The container is unprivileged unless --unprivileged 0 is given, which cannot be changed " +
        "later. 'domar storage content local --content vztmpl' lists templates. Config keys are those of Proxmox's lxc files.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("ct create 101 local:vztmpl/debian.tar.zst --rootfs local-lvm:8 --net0 name=eth0,bridge=vmbr0,ip=dhcp --start",
            "with a root volume of 8 GiB and an address by DHCP, started"),
        ("ct create 102 /root/alpine.tar.xz --rootfs local:2 --memory 256 --ssh-public-keys /root/.ssh/authorized_keys", "whoever may log in here may log in there"),
        (" printf '%s' \"$PASSWORD\" | domar ct create 103 local:vztmpl/debian.tar.zst --password-stdin", "the password is in no process list"),
    ];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_template);
        command.Add(_storage);
        command.Add(_password);
        command.Add(_keys);
        base.Define(command);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        return Create(run, id,
            new("ostemplate", run.Get(_template)),
            new("storage", run.Get(_storage)),
            new("password", run.Get(_password) ? ReadPassword(run.Context) : null),
            new("ssh-public-keys", run.Get(_keys) is { } file ? TextFile.Read(file) : null));
    }

    private static string ReadPassword(CliContext context)
    {
        if (context.InputIsTerminal)
        {
            throw CliException.Usage("--password-stdin reads from a pipe or a file: on a terminal the password would be shown as it is typed.");
        }

        return context.ReadLine() is { Length: > 0 } password
            ? password
            : throw CliException.Usage("--password-stdin found no password: the first line of standard input is empty.");
    }
}
