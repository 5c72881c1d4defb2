namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary>One verb of <see cref="GuestPowerCommand"/>.</summary>
/// <param name="Path">Last word of the command and of the API's path.</param>
/// <param name="Summary">One line for help.</param>
/// <param name="Done">What to say of the guest when it went well.</param>
internal sealed record PowerVerb(string Path, string Summary, string Done)
{
    /// <summary>More for the command's help; empty for none.</summary>
    public string Description { get; private init; } = "";

    /// <summary>What its example does; empty where the command has examples of its own.</summary>
    public string Example { get; private init; } = "";

    /// <summary>Whether the API takes a time limit.</summary>
    public bool TakesTimeout { get; private init; }

    /// <summary>Whether the API takes <c>skiplock</c>.</summary>
    public bool TakesSkipLock { get; private init; }

    /// <summary>A verb of VMs; null when they have none such.</summary>
    public static PowerVerb? OfVms(string verb) => verb switch
    {
        "start" => new("start", "Start a VM", "is running") { TakesTimeout = true, TakesSkipLock = true },
        "stop" => new("stop", "Stop a VM at once, as pulling the plug", "is stopped")
        {
            Description = "Unsaved data in the guest is lost; 'domar vm shutdown' asks the guest first.",
            Example = "off at once",
            TakesTimeout = true,
            TakesSkipLock = true,
        },
        "shutdown" => new("shutdown", "Ask a VM to shut down", "is shut down")
        {
            Description = "Asks the guest agent where there is one, else presses the ACPI power button.",
            TakesTimeout = true,
            TakesSkipLock = true,
        },
        "reset" => new("reset", "Press a VM's reset button", "was reset") { Example = "the guest starts over, QEMU runs on", TakesSkipLock = true },
        "reboot" => new("reboot", "Shut a VM down and start it again", "was rebooted")
        {
            Description = "Changes that wait for a restart come into force.",
            Example = "restart it properly",
            TakesTimeout = true,
        },
        "suspend" => new("suspend", "Pause a VM's CPUs", "is paused")
        {
            Description = "It stays in memory; 'domar vm resume' lets it run on.",
            Example = "freeze it",
            TakesSkipLock = true,
        },
        "resume" => new("resume", "Let a paused VM run on", "is running") { Example = "run on after a suspend", TakesSkipLock = true },
        _ => null,
    };

    /// <summary>A verb of containers; null when they have none such.</summary>
    public static PowerVerb? OfContainers(string verb) => verb switch
    {
        "start" => new("start", "Start a container", "is running") { TakesSkipLock = true },
        "stop" => new("stop", "Stop a container at once, killing its processes", "is stopped")
        {
            Description = "Unsaved data in the container is lost; 'domar ct shutdown' asks it first.",
            Example = "off at once",
            TakesSkipLock = true,
        },
        "shutdown" => new("shutdown", "Ask a container to shut down", "is shut down")
        {
            Description = "Its first process is told to shut down, and has 60 s without --timeout.",
            TakesTimeout = true,
        },
        "reboot" => new("reboot", "Shut a container down and start it again", "was rebooted")
        {
            Description = "Changes that wait for a restart come into force.",
            Example = "restart it properly",
            TakesTimeout = true,
        },
        _ => null,
    };
}
