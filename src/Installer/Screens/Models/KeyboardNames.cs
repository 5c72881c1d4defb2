using Domar.Core.Install.Answers;

namespace Domar.Installer.Screens.Models;

/// <summary>Keyboard layouts for people.</summary>
internal static class KeyboardNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["de"] = "German",
        ["de-ch"] = "German (Switzerland)",
        ["dk"] = "Danish",
        ["en-gb"] = "English (UK)",
        ["en-us"] = "English (US)",
        ["es"] = "Spanish",
        ["fi"] = "Finnish",
        ["fr"] = "French",
        ["fr-be"] = "French (Belgium)",
        ["fr-ca"] = "French (Canada)",
        ["fr-ch"] = "French (Switzerland)",
        ["hu"] = "Hungarian",
        ["is"] = "Icelandic",
        ["it"] = "Italian",
        ["jp"] = "Japanese",
        ["lt"] = "Lithuanian",
        ["mk"] = "Macedonian",
        ["nl"] = "Dutch",
        ["no"] = "Norwegian",
        ["pl"] = "Polish",
        ["pt"] = "Portuguese",
        ["pt-br"] = "Portuguese (Brazil)",
        ["se"] = "Swedish",
        ["si"] = "Slovenian",
        ["tr"] = "Turkish",
    };

    private static readonly Dictionary<string, string> OfCountry = new(StringComparer.Ordinal)
    {
        ["at"] = "de",
        ["de"] = "de",
        ["li"] = "de-ch",
        ["lu"] = "fr",
        ["ch"] = "de-ch",
        ["dk"] = "dk",
        ["gb"] = "en-gb",
        ["ie"] = "en-gb",
        ["es"] = "es",
        ["fi"] = "fi",
        ["fr"] = "fr",
        ["be"] = "fr-be",
        ["hu"] = "hu",
        ["is"] = "is",
        ["it"] = "it",
        ["jp"] = "jp",
        ["lt"] = "lt",
        ["mk"] = "mk",
        ["no"] = "no",
        ["pl"] = "pl",
        ["pt"] = "pt",
        ["br"] = "pt-br",
        ["se"] = "se",
        ["si"] = "si",
        ["hr"] = "si",
        ["tr"] = "tr",
        ["mx"] = "es",
        ["ar"] = "es",
        ["cl"] = "es",
        ["co"] = "es",
        ["pe"] = "es",
    };

    /// <summary>The name of a layout; its code where that is not known.</summary>
    public static string Of(string code) => Names.GetValueOrDefault(code, code);

    /// <summary>All codes, by name.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. KeyboardLayouts.Names.OrderBy(Of, StringComparer.Ordinal)];

    /// <summary>What most keyboards of a country have.</summary>
    /// <param name="country">Code in lower case.</param>
    public static string Usual(string country) => OfCountry.GetValueOrDefault(country, "en-us");
}
