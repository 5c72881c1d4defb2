namespace Domar.Core.Config;

/// <summary>Reads a property string in one walk.</summary>
internal sealed class PropertyReader(KeySchema schema, string text)
{
    /// <summary>How many messages of a kind are spelled out; the rest is counted.</summary>
    internal const int MaxShown = 20;

    internal List<PropertyPart> Parts { get; } = [];

    internal Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    internal List<string> Problems { get; } = [];

    internal List<string> Warnings { get; } = [];

    /// <summary>The message for a sub-key that the schema lacks.</summary>
    internal static string Unknown(KeySchema schema, string name) =>
        $"{ConfigValue.Shown(name)} is not a known sub-key. Known: {string.Join(", ", schema.SubKeys.Where(static s => s.AliasOf is null).Select(static s => s.Name))}.";

    internal void Run()
    {
        var start = 0;
        while (start <= text.Length)
        {
            var end = FindEnd(start, out var equals);
            ReadPart(start, end, equals);
            start = end + 1;
        }

        foreach (var subKey in schema.SubKeys)
        {
            if (subKey.IsRequired && !Values.ContainsKey(subKey.Name))
            {
                Problems.Add(subKey.Allowed.Length == 0 ? $"lacks {subKey.Name}=." : $"lacks {subKey.Name}= (allowed: {subKey.Allowed}).");
            }
        }
    }

    /// <summary>Where the part that starts here ends: at a comma outside quotes. Also where its first '=' is, -1 for none.</summary>
    private int FindEnd(int start, out int equals)
    {
        equals = -1;
        var valueStart = true;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case ',':
                    return i;
                case '=' when equals < 0:
                    equals = i;
                    valueStart = true;
                    break;
                case '"' when valueStart:
                    var close = FindQuote(i + 1);
                    if (close < 0)
                    {
                        Problems.Add("has a quote that is not closed.");
                        return text.Length;
                    }

                    i = close;
                    valueStart = false;
                    break;
                case ' ':
                    break;
                default:
                    valueStart = false;
                    break;
            }
        }

        return text.Length;
    }

    private int FindQuote(int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i;
            }
        }

        return -1;
    }

    private void ReadPart(int start, int end, int equals)
    {
        var raw = text[start..end];
        if (raw.AsSpan().Trim(' ').Length == 0)
        {
            Parts.Add(new PropertyPart(raw, null, null, null));
            return;
        }

        // A path or volume may hold a '='; no name of a sub-key holds a slash or colon.
        var name = equals < 0 ? null : text[start..equals].Trim(' ');
        if (name is null || name.AsSpan().IndexOfAny('/', ':') >= 0)
        {
            ReadDefault(raw);
            return;
        }

        var value = PropertyWriter.Unquote(text.AsSpan(equals + 1, end - equals - 1).Trim(' '));
        var subKey = schema.FindSubKey(name);
        if (subKey is null)
        {
            Warnings.Add(Warnings.Count < MaxShown ? Unknown(schema, name) : "");
            Add(name, value);
            Parts.Add(new PropertyPart(raw, name, name, null));
            return;
        }

        var named = subKey.NameIsValueOf;
        if (named is not null)
        {
            Add(named, name);
        }

        subKey = subKey.AliasOf is { } other ? schema.FindSubKey(other)! : subKey;
        AddChecked(subKey, value);
        Parts.Add(new PropertyPart(raw, name, subKey.Name, named));
    }

    private void ReadDefault(string raw)
    {
        var value = PropertyWriter.Unquote(raw.AsSpan().Trim(' '));
        if (schema.DefaultSubKey is not { } subKey)
        {
            Problems.Add($"{ConfigValue.Shown(value)} needs a name before it, as in {schema.SubKeys[0].Name}=VALUE.");
            Parts.Add(new PropertyPart(raw, null, null, null));
            return;
        }

        AddChecked(subKey, value);
        Parts.Add(new PropertyPart(raw, null, subKey.Name, null));
    }

    private void AddChecked(SubKeySchema subKey, string value)
    {
        if (subKey.Check(value) is { } problem)
        {
            Problems.Add($"{subKey.Name}: {problem}");
        }

        Add(subKey.Name, value);
    }

    private void Add(string name, string value)
    {
        if (!Values.TryAdd(name, value))
        {
            Problems.Add($"sets {ConfigValue.Shown(name)} twice.");
        }
    }
}
