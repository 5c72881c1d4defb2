using System.Text;

namespace Domar.Core.Config;

/// <summary>
/// A value made of <c>sub-key=value</c> pairs separated by commas, such as <c>virtio=BC:24:11:00:00:01,bridge=vmbr0</c>. Immutable; order
/// and spelling of what is not changed are kept. Values may stand in double quotes, with backslash before a quote or backslash.
/// </summary>
public sealed class PropertyString
{
    private readonly List<PropertyPart> _parts;
    private readonly Dictionary<string, string> _values;
    private readonly string _text;

    private PropertyString(KeySchema schema, string text, List<PropertyPart> parts, Dictionary<string, string> values)
    {
        Schema = schema;
        _text = text;
        _parts = parts;
        _values = values;
    }

    /// <summary>The key whose value this is.</summary>
    public KeySchema Schema { get; }

    /// <summary>The sub-keys that are set, by their proper names (<c>model</c> and <c>macaddr</c> for <c>virtio=MAC</c>), and their values.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The value of a sub-key, quotes removed; null when it is not set. Old names are understood.</summary>
    public string? this[string subKey] => _values.GetValueOrDefault(Schema.FindSubKey(subKey)?.AliasOf ?? subKey);

    /// <summary>Reads a value.</summary>
    /// <exception cref="ConfigValueException">It has a sub-key that is not known or stands twice, lacks a required one, or one has a bad value.</exception>
    public static PropertyString Parse(KeySchema schema, string value) =>
        TryParse(schema, value, out var result, out var problem) ? result! : throw new ConfigValueException(schema.Name, problem!);

    /// <summary>Reads a value; false with all that is wrong when it is not valid.</summary>
    public static bool TryParse(KeySchema schema, string value, out PropertyString? result, out string? problem)
    {
        result = Read(schema, value, out problem, out var warning);
        problem = (problem, warning) switch
        {
            ({ }, { }) => $"{problem} {warning}",
            _ => problem ?? warning,
        };
        result = problem is null ? result : null;
        return problem is null;
    }

    /// <summary>The value of a boolean sub-key; null when it is not set.</summary>
    public bool? GetBoolean(string subKey) => ConfigValue.TryBoolean(this[subKey], out var value) ? value : null;

    /// <summary>The value of a whole-number sub-key; null when it is not set.</summary>
    public long? GetInt64(string subKey) => ConfigValue.TryInteger(this[subKey], out var value) ? value : null;

    /// <summary>The value of a number sub-key; null when it is not set.</summary>
    public double? GetDouble(string subKey) => ConfigValue.TryNumber(this[subKey], out var value) ? value : null;

    /// <summary>The same with one sub-key set, or removed where the value is null. The rest keeps its order and spelling.</summary>
    /// <exception cref="ConfigValueException">The sub-key is not known, its value is bad, or it may not be removed.</exception>
    public PropertyString With(string subKey, string? value)
    {
        var schema = Schema.FindSubKey(subKey);
        if (schema?.AliasOf is { } other)
        {
            schema = Schema.FindSubKey(other);
        }

        if (schema is null)
        {
            throw new ConfigValueException(Schema.Name, PropertyReader.Unknown(Schema, subKey));
        }

        return this[schema.Name] == value ? this : Parse(Schema, PropertyWriter.Write(Schema, _parts, schema, value));
    }

    /// <summary>The text: the one that was read, when nothing was changed.</summary>
    public override string ToString() => _text;

    /// <summary>Reads what can be read and tells what is wrong (problem) and what is unknown but may stay in a file (warning).</summary>
    internal static PropertyString Read(KeySchema schema, string value, out string? problem, out string? warning)
    {
        var reader = new PropertyReader(schema, value);
        reader.Run();
        var result = new PropertyString(schema, value, reader.Parts, reader.Values);
        if (reader.Problems.Count == 0 && schema.CrossCheck?.Invoke(result) is { } cross)
        {
            reader.Problems.Add(cross);
        }

        problem = Join(reader.Problems);
        warning = Join(reader.Warnings);
        return result;
    }

    /// <summary>One text of several; a value with very many mistakes shows the first ones.</summary>
    private static string? Join(List<string> texts)
    {
        if (texts.Count == 0)
        {
            return null;
        }

        var result = new StringBuilder().AppendJoin(' ', texts.Take(PropertyReader.MaxShown));
        return texts.Count > PropertyReader.MaxShown
            ? result.Append($" ... and {texts.Count - PropertyReader.MaxShown} more.").ToString()
            : result.ToString();
    }
}
