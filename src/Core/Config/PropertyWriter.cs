using System.Text;

namespace Domar.Core.Config;

/// <summary>Writes property strings and their quoted values.</summary>
internal static class PropertyWriter
{
    /// <summary>The text of the parts with one sub-key set, or removed where the value is null.</summary>
    internal static string Write(KeySchema schema, List<PropertyPart> parts, SubKeySchema subKey, string? value)
    {
        var raws = new List<string>(parts.Count + 1);
        var written = false;
        foreach (var part in parts)
        {
            if (part.SubKey == subKey.Name)
            {
                written = true;
                AddIfAny(raws, WithValue(part, subKey, value));
            }
            else if (part.NamedSubKey == subKey.Name)
            {
                written = true;
                AddIfAny(raws, WithName(schema, part, value));
            }
            else
            {
                raws.Add(part.Raw);
            }
        }

        if (!written && value is not null)
        {
            Insert(raws, parts, subKey, Quote(value));
        }

        return string.Join(',', raws);
    }

    /// <summary>The value without its quotes and the backslashes within them; the value itself when it has none.</summary>
    internal static string Unquote(ReadOnlySpan<char> value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
        {
            return value.ToString();
        }

        value = value[1..^1];
        if (!value.Contains('\\'))
        {
            return value.ToString();
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                i++;
            }

            text.Append(value[i]);
        }

        return text.ToString();
    }

    /// <summary>The value in quotes where it could not be read back without them.</summary>
    internal static string Quote(string value) =>
        value.Length > 0 && !value.Contains(',') && value[0] is not ('"' or ' ') && value[^1] != ' '
            ? value
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A part that holds the sub-key's value, changed or (null) left out.</summary>
    private static string? WithValue(PropertyPart part, SubKeySchema subKey, string? value)
    {
        if (value is null)
        {
            // "virtio=MAC" without its MAC still names the model.
            return part.NamedSubKey is null ? null : part.WrittenName;
        }

        return part.WrittenName is null && !value.Contains('=') ? Quote(value) : $"{part.WrittenName ?? subKey.Name}={Quote(value)}";
    }

    /// <summary>A part such as "virtio=MAC" whose name is the value to be changed or (null) left out.</summary>
    private static string WithName(KeySchema schema, PropertyPart part, string? value)
    {
        var rest = part.Raw[(part.Raw.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return value is not null && schema.FindSubKey(value)?.NameIsValueOf is not null ? $"{value}={rest}" : $"{part.SubKey}={rest}";
    }

    private static void AddIfAny(List<string> raws, string? raw)
    {
        if (raw is not null)
        {
            raws.Add(raw);
        }
    }

    /// <summary>The default sub-key goes first, others where the alphabet puts them, as Proxmox writes them.</summary>
    private static void Insert(List<string> raws, List<PropertyPart> parts, SubKeySchema subKey, string value)
    {
        if (subKey.IsDefaultKey)
        {
            raws.Insert(0, value.Contains('=') ? $"{subKey.Name}={value}" : value);
            return;
        }

        var at = parts.FindIndex(p => p is { WrittenName: not null, NamedSubKey: null } && string.CompareOrdinal(p.SubKey, subKey.Name) > 0);
        raws.Insert(at < 0 ? raws.Count : at, $"{subKey.Name}={value}");
        // An empty value ("boot: ") is one empty part; it goes once there is a real one.
        if (parts is [{ SubKey: null, Raw: "" }])
        {
            raws.Remove("");
        }
    }
}
