using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Settings;

/// <summary>Everything that an installation is told: the answer file's wishes, made definite for one host.</summary>
public sealed record InstallSettings
{
    /// <summary>Keyboard layout, by Proxmox's name.</summary>
    public required string Keyboard { get; init; }

    /// <summary>Country, two letters in lower case.</summary>
    public required string Country { get; init; }

    /// <summary>Time zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Mail address of the administrator.</summary>
    public required string MailTo { get; init; }

    /// <summary>Password of root.</summary>
    public required RootPassword RootPassword { get; init; }

    /// <summary>Public keys that may log in as root.</summary>
    public required IReadOnlyList<string> RootSshKeys { get; init; }

    /// <summary>The node's name.</summary>
    public required FullHostName Name { get; init; }

    /// <summary>The management network.</summary>
    public required NetworkSettings Network { get; init; }

    /// <summary>Disks and layout.</summary>
    public required DiskSettings Disks { get; init; }

    /// <summary>What happens at the end.</summary>
    public required RebootMode RebootMode { get; init; }

    /// <summary>Whether to reboot also when the installation fails.</summary>
    public required bool RebootOnError { get; init; }

    /// <summary>Whom to tell of the installation; null for nobody.</summary>
    public WebAddress? Webhook { get; init; }

    /// <summary>What runs at the first start; null for nothing.</summary>
    public FirstBootHook? FirstBoot { get; init; }
}
