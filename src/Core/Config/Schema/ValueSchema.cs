using System.Globalization;

namespace Domar.Core.Config;

/// <summary>What a value may be: the part that keys and sub-keys have in common.</summary>
public abstract class ValueSchema
{
    private protected ValueSchema(string name, ConfigValueType type, string summary)
    {
        Name = name;
        Type = type;
        Summary = summary;
    }

    /// <summary>The key's name; an indexed one ends in <c>[n]</c>.</summary>
    public string Name { get; }

    /// <summary>What its value is.</summary>
    public ConfigValueType Type { get; }

    /// <summary>One sentence for help texts.</summary>
    public string Summary { get; }

    /// <summary>What holds when the key is absent, as Proxmox words it; null when nothing does, or when it depends on other keys.</summary>
    public string? Default { get; init; }

    /// <summary>Lowest number allowed; null for no limit.</summary>
    public double? Minimum { get; init; }

    /// <summary>Highest number allowed; null for no limit.</summary>
    public double? Maximum { get; init; }

    /// <summary>Most characters allowed; null for no limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The only texts allowed; empty when not limited to some.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>Proxmox's name of the text's format; null when it has none.</summary>
    public string? Format => FormatName ?? Form?.Name;

    /// <summary>The form of the text in words; null when it has none.</summary>
    public string? Pattern => Form?.Allowed;

    internal ValueFormat? Form { get; init; }

    internal string? FormatName { get; init; }

    /// <summary>What is allowed, in words that follow "Allowed: "; empty for any text.</summary>
    public string Allowed => Type switch
    {
        _ when AllowedValues.Count > 0 => string.Join(", ", AllowedValues),
        ConfigValueType.Boolean => "1 or 0",
        ConfigValueType.Integer => "a whole number" + Range(),
        ConfigValueType.Number => "a number" + Range(),
        _ when Form is not null => MaxLength is { } length ? $"{Form.Allowed}, at most {length} characters" : Form.Allowed,
        _ when MaxLength is { } length => $"at most {length} characters",
        _ => "",
    };

    /// <summary>Null when the value is fine, else what is wrong with it and what is allowed (without the key's name).</summary>
    public virtual string? Check(string value) => IsFine(value) ? null : $"{ConfigValue.Shown(value)} is not valid. Allowed: {Allowed}.";

    private bool IsFine(string value) => (AllowedValues.Count == 0 || AllowedValues.Contains(value)) && Type switch
    {
        ConfigValueType.Boolean => ConfigValue.TryBoolean(value, out _),
        ConfigValueType.Integer => ConfigValue.TryInteger(value, out var number) && InRange(number),
        ConfigValueType.Number => ConfigValue.TryNumber(value, out var number) && InRange(number),
        ConfigValueType.String => (MaxLength is null || value.Length <= MaxLength) &&
            (Form is null || Form.Check(value)),
        _ => true,
    };

    private bool InRange(double number) => !(number < Minimum) && !(number > Maximum);

    private string Range() => (Minimum, Maximum) switch
    {
        ({ } low, { } high) => $" from {Text(low)} to {Text(high)}",
        ({ } low, null) => $" of at least {Text(low)}",
        (null, { } high) => $" of at most {Text(high)}",
        _ => "",
    };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
