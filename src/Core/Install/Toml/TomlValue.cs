using Domar.Core.Install.Answers;
using Tomlyn.Syntax;
using TextPosition = Domar.Core.Install.Answers.TextPosition;

namespace Domar.Core.Install.Toml;

/// <summary>A value.</summary>
internal sealed record TomlValue(ValueSyntax Syntax, TextPosition At) : TomlNode(At)
{
    /// <inheritdoc/>
    public override string Kind => KindOf(Syntax);

    /// <summary>What a value is, for messages.</summary>
    public static string KindOf(ValueSyntax? value) => value switch
    {
        StringValueSyntax => "a text",
        IntegerValueSyntax => "a number",
        FloatValueSyntax => "a number with a fraction",
        BooleanValueSyntax => "true or false",
        DateTimeValueSyntax => "a date or time",
        ArraySyntax => "a list",
        InlineTableSyntax => "a table",
        _ => "something else",
    };
}
