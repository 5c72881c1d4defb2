using System.Text;

namespace Domar.Core.Config;

/// <summary>One section of a guest's configuration: the current state, the pending changes, a snapshot, or a special section. Immutable.</summary>
public sealed class ConfigSection
{
    private readonly Lazy<Dictionary<string, string>> _values;

    internal ConfigSection(ConfigSchema schema, ConfigLine? header, ConfigLine[] lines)
    {
        Schema = schema;
        Header = header;
        Lines = lines;
        Name = header?.Key ?? "";
        _values = new(Index, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Empty for the current state, <c>PENDING</c>, a snapshot's name, or <c>special:NAME</c>.</summary>
    public string Name { get; }

    /// <summary>The keys that it may have.</summary>
    public ConfigSchema Schema { get; }

    /// <summary>The entries in file order, keys and values as they are written; raw keys of LXC may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries =>
        [.. Lines.Where(static l => l.Kind == ConfigLineKind.Entry).Select(static l => KeyValuePair.Create(l.Key!, l.Value!))];

    /// <summary>The notes: the comment lines before the first entry, decoded, or the key of that name; null when there are none.</summary>
    public string? Description
    {
        get
        {
            var count = LeadingComments(out var first);
            if (count == 0)
            {
                return this["description"] is { } entry ? DescriptionText.Decode(entry) : null;
            }

            var text = new StringBuilder();
            for (var i = first; i < Lines.Length && Lines[i].Kind is ConfigLineKind.Comment or ConfigLineKind.Blank; i++)
            {
                if (Lines[i].Kind == ConfigLineKind.Comment)
                {
                    text.Append(DescriptionText.Decode(Lines[i].Raw.AsSpan().TrimStart('\ufeff')[1..].TrimEnd("\r\n"))).Append('\n');
                }
            }

            var result = text.ToString().TrimEnd();
            return result.Length == 0 ? null : result;
        }
    }

    internal ConfigLine? Header { get; }

    internal ConfigLine[] Lines { get; }

    internal bool IsPending => Name == GuestLineParser.Pending;

    internal bool IsSpecial => Name.StartsWith(GuestLineParser.SpecialPrefix, StringComparison.Ordinal);

    /// <summary>The value of a key; null when it is not set. Old names of keys are understood on both sides.</summary>
    public string? this[string key] => _values.Value.GetValueOrDefault(Schema.Canonical(key));

    /// <summary>The values of a key that may repeat (<c>lxc.mount.entry</c>), in file order.</summary>
    public IEnumerable<string> All(string key) => Entries.Where(e => Schema.Canonical(e.Key) == Schema.Canonical(key)).Select(static e => e.Value);

    /// <summary>The entries <c>net0</c>, <c>net1</c>, ... that are set, by ascending index.</summary>
    /// <param name="prefix">For example <c>net</c>.</param>
    public IEnumerable<(int Index, string Value)> Indexed(string prefix)
    {
        var found = new List<(int Index, string Value)>();
        foreach (var (key, value) in _values.Value)
        {
            if (key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal) && char.IsAsciiDigit(key[prefix.Length]) &&
                Schema.Find(key, out var index) is { MaxIndex: not null } schema && schema.BaseName == prefix)
            {
                found.Add((index, value));
            }
        }

        return found.OrderBy(static f => f.Index);
    }

    /// <summary>The value of a property string; null when the key is not set or is no property string. Sub-keys that are not known stay readable by their names.</summary>
    public PropertyString? Property(string key) =>
        this[key] is { } value && Schema.Find(Schema.Canonical(key), out _) is { Type: ConfigValueType.PropertyString } schema
            ? PropertyString.Read(schema, value, out _, out _)
            : null;

    /// <summary>The value of a boolean key, or of a property string's default sub-key (<c>agent: 1,type=isa</c>).</summary>
    public bool GetBoolean(string key, bool defaultValue) => ConfigValue.TryBoolean(Scalar(key), out var value) ? value : defaultValue;

    /// <summary>The value of a whole-number key, or of a property string's default sub-key (<c>memory: current=512</c>); null when it is not set.</summary>
    public long? GetInteger(string key) => ConfigValue.TryInteger(Scalar(key), out var value) ? value : null;

    /// <summary>The value of a number key; null when it is not set.</summary>
    public double? GetNumber(string key) => ConfigValue.TryNumber(Scalar(key), out var value) ? value : null;

    /// <summary>How many comment lines stand before the first entry, and where the first is.</summary>
    internal int LeadingComments(out int first)
    {
        first = 0;
        var count = 0;
        for (var i = 0; i < Lines.Length && Lines[i].Kind is ConfigLineKind.Comment or ConfigLineKind.Blank; i++)
        {
            if (Lines[i].Kind == ConfigLineKind.Comment && count++ == 0)
            {
                first = i;
            }
        }

        return count;
    }

    /// <summary>A CD-ROM drive given by its old name says by that name that it is one.</summary>
    internal static string CanonicalValue(string key, string value) =>
        key == "cdrom" && !value.Contains("media=", StringComparison.Ordinal) ? value + ",media=cdrom" : value;

    private Dictionary<string, string> Index()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Lines)
        {
            if (line.Kind == ConfigLineKind.Entry)
            {
                values.TryAdd(Schema.Canonical(line.Key!), CanonicalValue(line.Key!, line.Value!));
            }
        }

        return values;
    }

    private string? Scalar(string key) => Property(key) is { } property
        ? property.Schema.DefaultSubKey is { } subKey ? property[subKey.Name] : null
        : this[key];
}
