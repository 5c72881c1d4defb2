namespace Domar.Core.Install.Answers;

/// <summary>The table <c>[global]</c>.</summary>
public sealed record AnswerGlobal
{
    /// <summary>Keyboard layout, by Proxmox's name (<see cref="KeyboardLayouts"/>).</summary>
    public string? Keyboard { get; init; }

    /// <summary>Country, ISO 3166-1 alpha-2 in lower case.</summary>
    public string? Country { get; init; }

    /// <summary>Where the node's name comes from.</summary>
    public AnswerName? Name { get; init; }

    /// <summary>Mail address of the administrator.</summary>
    public string? MailTo { get; init; }

    /// <summary>Time zone, a name of the tz database.</summary>
    public Located<string>? TimeZone { get; init; }

    /// <summary>Password of root.</summary>
    public RootPassword? RootPassword { get; init; }

    /// <summary>Public keys that may log in as root, lines as in authorized_keys.</summary>
    public IReadOnlyList<string> RootSshKeys { get; init; } = [];

    /// <summary>Whether to reboot also when the installation fails; otherwise the message stays on the screen.</summary>
    public bool RebootOnError { get; init; }

    /// <summary>What happens after a successful installation.</summary>
    public RebootMode RebootMode { get; init; }
}
