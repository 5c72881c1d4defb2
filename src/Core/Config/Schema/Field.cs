namespace Domar.Core.Config;

/// <summary>Short forms for the tables of keys.</summary>
internal static class Field
{
    internal static SubKeySchema Flag(string name, string summary, string? @default = null, bool isDefaultKey = false, bool required = false) =>
        new(name, ConfigValueType.Boolean, summary) { Default = @default, IsDefaultKey = isDefaultKey, IsRequired = required };

    internal static SubKeySchema Int(string name, string summary, double? min = null, double? max = null, string? @default = null, bool isDefaultKey = false, bool required = false) =>
        new(name, ConfigValueType.Integer, summary) { Minimum = min, Maximum = max, Default = @default, IsDefaultKey = isDefaultKey, IsRequired = required };

    internal static SubKeySchema Number(string name, string summary, double? min = null, double? max = null) =>
        new(name, ConfigValueType.Number, summary) { Minimum = min, Maximum = max };

    internal static SubKeySchema Choice(string name, string summary, string[] values, string? @default = null, bool isDefaultKey = false, bool required = false) =>
        new(name, ConfigValueType.String, summary) { AllowedValues = values, Default = @default, IsDefaultKey = isDefaultKey, IsRequired = required };

    internal static SubKeySchema Text(string name, string summary, ValueFormat? form = null, int? maxLength = null, bool isDefaultKey = false, bool required = false, string? @default = null) =>
        new(name, ConfigValueType.String, summary) { Form = form, MaxLength = maxLength, IsDefaultKey = isDefaultKey, IsRequired = required, Default = @default };

    internal static SubKeySchema Alias(string name, string of) =>
        new(name, ConfigValueType.String, $"Old name of {of}.") { AliasOf = of };

    internal static KeySchema KeyFlag(string name, string summary, string? @default = null) =>
        new(name, ConfigValueType.Boolean, summary) { Default = @default };

    internal static KeySchema KeyInt(string name, string summary, double? min = null, double? max = null, string? @default = null, bool fileOnly = false) =>
        new(name, ConfigValueType.Integer, summary) { Minimum = min, Maximum = max, Default = @default, FileOnly = fileOnly };

    internal static KeySchema KeyNumber(string name, string summary, double? min = null, double? max = null, string? @default = null) =>
        new(name, ConfigValueType.Number, summary) { Minimum = min, Maximum = max, Default = @default };

    internal static KeySchema KeyChoice(string name, string summary, string[] values, string? @default = null) =>
        new(name, ConfigValueType.String, summary) { AllowedValues = values, Default = @default };

    internal static KeySchema KeyText(string name, string summary, ValueFormat? form = null, int? maxLength = null, string? @default = null, int? maxIndex = null, bool fileOnly = false) =>
        new(name, ConfigValueType.String, summary) { Form = form, MaxLength = maxLength, Default = @default, MaxIndex = maxIndex, FileOnly = fileOnly };

    internal static KeySchema Properties(string name, string summary, SubKeySchema[] subKeys, string? format = null, int? maxIndex = null, int? maxLength = null) =>
        new(name, ConfigValueType.PropertyString, summary) { SubKeys = subKeys, FormatName = format, MaxIndex = maxIndex, MaxLength = maxLength };
}
