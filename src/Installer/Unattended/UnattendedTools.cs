using Domar.HostTools.Dns;
using Domar.HostTools.Host;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Mounts;
using Domar.HostTools.Networkd;
using Domar.HostTools.Web;
using Domar.Installer.Installation;

namespace Domar.Installer.Unattended;

/// <summary>What the unattended commands work with.</summary>
internal sealed record UnattendedTools
{
    /// <summary>Lists file systems.</summary>
    public required ILsblk Lsblk { get; init; }

    /// <summary>Mounts them.</summary>
    public required IMounter Mounter { get; init; }

    /// <summary>Knows DHCP leases.</summary>
    public required INetworkd Networkd { get; init; }

    /// <summary>Asks for TXT records.</summary>
    public required IDnsText Dns { get; init; }

    /// <summary>Asks web servers.</summary>
    public required IWebCaller Web { get; init; }

    /// <summary>Installs.</summary>
    public required IUnattendedInstallation Installation { get; init; }

    /// <summary>Ends this run of the machine.</summary>
    public required IPower Power { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where <c>sys</c>, <c>proc</c>, <c>run</c> and <c>etc</c> are.</summary>
    public string Root { get; init; } = "/";

    /// <summary>Where this program puts what it needs while it installs.</summary>
    public string WorkFolder => Path.Combine(Root, "run/domar-install");

    /// <summary>Where the live system has its medium; null where there is none.</summary>
    public string? DefaultMedium => Path.Combine(Root, "run/domar-boot/medium") is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Makes the search for an answer file.</summary>
    /// <param name="medium">Where the medium is; null where there is none.</param>
    /// <param name="note">Takes what stood in the way.</param>
    /// <exception cref="IOException">A file of /proc cannot be read.</exception>
    public AnswerFinder CreateFinder(string? medium, Action<string> note)
    {
        var cards = new NetworkCards(Path.Combine(Root, "sys"));
        var fetcher = new AnswerFetcher(CreateRetry(note), () => SystemInformation.Write(SystemFacts.Read(Root), cards.Read()));
        var commandLine = new KernelCommandLine(File.ReadAllText(Path.Combine(Root, "proc/cmdline")));
        var wish = commandLine[CommandLineAnswerSource.Key];

        // What the boot menu has seen is there, though its bus may need a while to show it here.
        var patience = wish is LabelAnswerSource.Word ? LabelAnswerSource.Patience : TimeSpan.Zero;
        var sources = new List<IAnswerSource>
        {
            new MediumAnswerSource(medium),
            new LabelAnswerSource(Lsblk, Mounter, Path.Combine(WorkFolder, "answer"), patience, Time, note),
        };
        if (wish is not (null or NetworkAnswerSource.Word or LabelAnswerSource.Word or MediumAnswerSource.Word))
        {
            sources.Add(new CommandLineAnswerSource(commandLine, fetcher));
        }

        // The menu's "Install Domar" is for the screens, which nobody wants to wait for while the network is asked in vain; the entry beside it asks.
        if (wish is NetworkAnswerSource.Word || commandLine["domar.mode"] is not "install")
        {
            sources.Add(new NetworkAnswerSource(Networkd, Dns, () => ReadResolvConf(Root), () => cards.Read().Any(static card => card.HasLink == true), fetcher, Time, note));
        }

        return new AnswerFinder(sources);
    }

    /// <summary>Asks web servers again while they are not ready.</summary>
    public WebRetry CreateRetry(Action<string> note) => new(Web, Time, note);

    /// <summary>What /etc/resolv.conf says; nothing where it cannot be read.</summary>
    public static ResolvConf ReadResolvConf(string root = "/")
    {
        try
        {
            return ResolvConf.Parse(File.ReadAllText(Path.Combine(root, "etc/resolv.conf")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ResolvConf([], []);
        }
    }
}
