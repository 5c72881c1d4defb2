using Domar.Runtime.Cli.Commands;
using Domar.Runtime.Cli.Commands.Ct;
using Domar.Runtime.Cli.Commands.Firmware;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Commands.Node;
using Domar.Runtime.Cli.Commands.Storage;
using Domar.Runtime.Cli.Commands.Tasks;
using Domar.Runtime.Cli.Commands.Vm;

namespace Domar.Runtime.Cli;

/// <summary>All commands by name. Nothing of a command is made before it is asked for.</summary>
internal static class CommandCatalog
{
    /// <summary>Groups in the order of help.</summary>
    public static IReadOnlyList<CommandGroup> Groups { get; } =
    [
        new("vm", "Virtual machines", ["list", "create", "set", "config", "pending", "status", "start", "stop", "shutdown", "reset", "reboot", "suspend",
            "resume", "destroy", "console", "showcmd", "show-security"]),
        new("ct", "Containers", ["list", "create", "set", "config", "pending", "status", "start", "stop", "shutdown", "reboot", "destroy", "exec",
            "lxcconfig", "show-security"]),
        new("storage", "Storages and their volumes", ["list", "content"]),
        new("node", "Nodes", ["list", "status", "startall", "stopall"]),
        new("firmware", "The two slots of the system: status, update, way back", ["status", "install", "rollback", "reset"]),
        new("task", "What was done and what is being done", ["list", "log", "follow", "stop", "status"]),
        new("completion", "Completion for shells", ["bash"]),
        new("api", "Calls of the API by path", ["get", "post", "put", "delete"]),
    ];

    /// <summary>Commands of one word, in the order of help.</summary>
    public static IReadOnlyList<string> Singles { get; } = ["status", "report", "version", "daemon"];

    /// <summary>Every first word.</summary>
    public static IEnumerable<string> TopLevelNames => Groups.Select(group => group.Name).Concat(Singles);

    /// <summary>Every command's full name.</summary>
    public static IEnumerable<string> AllNames => Groups.SelectMany(group => group.Commands.Select(name => $"{group.Name} {name}")).Concat(Singles);

    /// <summary>A group; null when there is none of that name.</summary>
    public static CommandGroup? Group(string name) => Groups.FirstOrDefault(group => group.Name == name);

    /// <summary>A command by its full name, hidden ones included; null when there is none.</summary>
    public static CliCommand? Find(string name) => name switch
    {
        "vm create" => new VmCreateCommand(),
        "vm console" => new VmConsoleCommand(),
        "vm showcmd" => new VmShowCommandCommand(),
        "ct create" => new CtCreateCommand(),
        "ct exec" => new CtExecCommand(),
        "ct lxcconfig" => new CtLxcConfigCommand(),
        "storage list" => new StorageListCommand(),
        "storage content" => new StorageContentCommand(),
        "node list" => new NodeListCommand(),
        "node status" => new NodeStatusCommand(),
        "node startall" => NodeGuestsCommand.StartAll,
        "node stopall" => NodeGuestsCommand.StopAll,
        "task list" => new TaskListCommand(),
        "task log" => new TaskLogCommand(),
        "task follow" => new TaskFollowCommand(),
        "task stop" => new TaskStopCommand(),
        "task status" => new TaskStatusCommand(),
        "firmware status" => new FirmwareStatusCommand(),
        "firmware install" => new FirmwareInstallCommand(),
        "firmware rollback" => new FirmwareRollbackCommand(),
        "firmware reset" => new FirmwareResetCommand(),
        "firmware confirm" => new FirmwareConfirmCommand(),
        "completion bash" => new CompletionBashCommand(),
        "api get" or "api post" or "api put" or "api delete" => new ApiCommand(name),
        "status" => new StatusCommand(),
        "report" => new ReportCommand(),
        "version" => new VersionCommand(),
        "daemon" => new DaemonCommand(),
        "kvm-probe" => new KvmProbeCommand(),
        "first-start" => new FirstStartCommand(),
        "firmware-helper" => new FirmwareHelperCommand(),
        "__complete" => new CompleteCommand(),
        _ => name.Split(' ') is [var group, var verb] && GuestCommandKind.OfGroup(group) is { } kind ? OfGuests(kind, verb) : null,
    };

    // What can be done with VMs and with containers.
    private static CliCommand? OfGuests(GuestCommandKind kind, string verb) => verb switch
    {
        "list" => new GuestListCommand(kind),
        "set" => new GuestSetCommand(kind),
        "config" => new GuestConfigCommand(kind),
        "pending" => new GuestPendingCommand(kind),
        "status" => new GuestStatusCommand(kind),
        "destroy" => new GuestDestroyCommand(kind),
        "show-security" => new GuestShowSecurityCommand(kind),
        _ => GuestPowerCommand.Named(kind, verb),
    };
}
