namespace Domar.Core.Config;

/// <summary>One storage of storage.cfg. Immutable.</summary>
public sealed class StorageSection
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    internal StorageSection(ConfigLine header, ConfigLine[] lines)
    {
        Header = header;
        Lines = lines;
        Type = header.Key!;
        Id = header.Value!;
        foreach (var line in lines)
        {
            if (line.Kind == ConfigLineKind.Entry)
            {
                _values.TryAdd(line.Key!, line.Value!);
            }
        }
    }

    /// <summary>Its type, for example <c>dir</c>.</summary>
    public string Type { get; }

    /// <summary>What is known of its type; null for a type that is not known.</summary>
    public StorageTypeSchema? Schema => StorageSchema.FindType(Type);

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>The properties in file order, as they are written. A property without value has an empty one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries =>
        [.. Lines.Where(static l => l.Kind == ConfigLineKind.Entry).Select(static l => KeyValuePair.Create(l.Key!, l.Value!))];

    /// <summary>The kinds of content that it holds; its type's usual ones where it does not say. Empty for <c>none</c>.</summary>
    public IReadOnlySet<string> Content => (this["content"] is { } text ? Words(text) : Schema?.DefaultContent ?? [])
        .Where(static c => c != "none").ToHashSet(StringComparer.Ordinal);

    /// <summary>The nodes that have it; null for all.</summary>
    public IReadOnlySet<string>? Nodes => this["nodes"] is { } text ? Words(text).ToHashSet(StringComparer.Ordinal) : null;

    /// <summary>Whether all nodes reach the same data: by its type, or because it says so.</summary>
    public bool IsShared => Schema is { IsShared: true } || IsOn("shared");

    /// <summary>Whether it is not to be used.</summary>
    public bool IsDisabled => IsOn("disable");

    internal ConfigLine Header { get; }

    internal ConfigLine[] Lines { get; }

    /// <summary>The value of a property; null when it is not set.</summary>
    public string? this[string property] => _values.GetValueOrDefault(property);

    // A flag without value is set.
    private bool IsOn(string flag) => this[flag] is { } text && (text.Length == 0 || (ConfigValue.TryBoolean(text, out var value) && value));

    private static string[] Words(string text) => text.Split([',', ';', ' ', '\t', '\0'], StringSplitOptions.RemoveEmptyEntries);
}
