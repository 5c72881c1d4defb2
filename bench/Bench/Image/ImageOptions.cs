namespace Domar.Bench.Image;

/// <summary>What 'domar-bench image' was asked for.</summary>
internal sealed record ImageOptions
{
    /// <summary>The ISO that is measured and booted.</summary>
    public required string Iso { get; init; }

    /// <summary>The build's folder with vmlinuz, initrd and root.img of that ISO.</summary>
    public required string Built { get; init; }

    /// <summary>The text of 'domar-image sizes' for it.</summary>
    public required string Sizes { get; init; }

    /// <summary>The folder that bench/debian-peer prints.</summary>
    public required string Peer { get; init; }

    /// <summary>Starts of each, whose median counts.</summary>
    public int Boots { get; init; } = 3;

    /// <summary>Whether builds are timed.</summary>
    public bool Builds { get; init; } = true;

    /// <summary>A build from nothing too: 0 none, 1 with the packages fetched already, 2 fetching them.</summary>
    public int Cold { get; init; }

    /// <summary>Reads the words after 'image'.</summary>
    /// <exception cref="ArgumentException">One is unknown, lacks its value, or is missing.</exception>
    public static ImageOptions Parse(IReadOnlyList<string> words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Count)
            {
                throw new ArgumentException($"'{words[i]}' is no option with a value.");
            }

            values[words[i]] = words[i + 1];
        }

        string? Take(string name) => values.Remove(name, out var value) ? value : null;
        string Need(string name) => Take(name) ?? throw new ArgumentException($"{name} is missing; bench/run-image gives it.");
        var options = new ImageOptions
        {
            Iso = Need("--iso"),
            Built = Need("--built"),
            Sizes = Need("--sizes"),
            Peer = Need("--peer"),
            Boots = int.Parse(Take("--boots") ?? "3"),
            Builds = Take("--builds") != "no",
            Cold = int.Parse(Take("--cold") ?? "0"),
        };
        return values.Count == 0 ? options : throw new ArgumentException($"Unknown option '{values.Keys.First()}'.");
    }
}
