using Domar.Core.Config;

namespace Domar.Core.Containers.Setup;

/// <summary>What the parts of a plan share, and where they put their edits.</summary>
internal sealed class GuestSetupContext(ConfigSection config, GuestOs os, GuestFacts facts, GuestSetupOptions options)
{
    /// <summary>The first lines of a file that is written whole.</summary>
    public const string Header = "# Written by Domar from the container's configuration, at each start. Changes here do not last.\n";

    private static readonly char[] Separators = [' ', ',', ';'];

    public ConfigSection Config => config;

    public GuestOs Os => os;

    public GuestFacts Facts => facts;

    public GuestSetupOptions Options => options;

    public IReadOnlyList<GuestInterface> Interfaces { get; } = GuestInterface.Of(config);

    public List<GuestEdit> Edits { get; } = [];

    public List<string> Warnings { get; } = [];

    public IReadOnlyList<string> Nameservers { get; } = Words(config["nameserver"]) is { Length: > 0 } own ? own : [.. options.HostNameservers];

    public IReadOnlyList<string> SearchDomains { get; } = Words(config["searchdomain"]) is { Length: > 0 } own ? own : [.. options.HostSearchDomains];

    /// <summary>Whether the guest's first process is systemd.</summary>
    public bool HasSystemd => facts.Has("/usr/lib/systemd/systemd", "/lib/systemd/systemd");

    public void Write(string path, string content, int? mode = null) => Edits.Add(new GuestEdit.WriteFile(path, content, mode));

    /// <summary>Removes the files in a folder that an earlier setup has written and this one has not.</summary>
    public void RemoveStale(string folder, string prefix, string suffix)
    {
        var written = Edits.OfType<GuestEdit.WriteFile>().Select(static edit => edit.Path).ToHashSet(StringComparer.Ordinal);
        Edits.AddRange(facts.Existing
            .Where(path => path.StartsWith($"{folder}/{prefix}", StringComparison.Ordinal) && path.EndsWith(suffix, StringComparison.Ordinal) && !written.Contains(path))
            .Order(StringComparer.Ordinal)
            .Select(static path => new GuestEdit.Remove(path)));
    }

    private static string[] Words(string? value) => value?.Split(Separators, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
