using System.Globalization;

namespace Domar.Core.Api;

/// <summary>Parameters of a request that fit their method: every required one is there, every value has its type and range.</summary>
public sealed class CheckedParameters
{
    private readonly ApiMethod _method;
    private readonly IReadOnlyDictionary<string, string> _values;

    internal CheckedParameters(ApiMethod method, IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> settings)
    {
        _method = method;
        _values = values;
        Settings = settings;
    }

    /// <summary>The config keys given, with their values; flags as 1 and 0. Empty for methods that take none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Whether a parameter was given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A parameter's text, or its default; null when there is neither.</summary>
    public string? GetString(string name) => _values.TryGetValue(name, out var value) ? value : Declared(name).Default;

    /// <summary>The text of a parameter that is not optional.</summary>
    public string Get(string name) => GetString(name) ?? throw new ArgumentException($"{_method.Name} may lack '{name}'.", nameof(name));

    /// <summary>A whole number, or its default; null when there is neither (some defaults are a sentence: what is given is always a number).</summary>
    public long? GetInteger(string name) =>
        long.TryParse(GetString(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A flag, or its default, or false.</summary>
    public bool GetBoolean(string name) => GetString(name) is "1";

    /// <summary>A flag; null when it was not given, whatever its default.</summary>
    public bool? FindBoolean(string name) => _values.TryGetValue(name, out var value) ? value == "1" : null;

    /// <summary>The elements of a list value; empty when it was not given.</summary>
    public IReadOnlyList<string> GetList(string name) => GetString(name) is { } text ? ApiFormats.SplitList(text) : [];

    // Asking for a parameter that the method's declaration lacks is a mistake in the program, which a test of the handler shows.
    private ApiParameter Declared(string name) => _method.Find(name) ?? throw new ArgumentException($"{_method.Name} has no parameter '{name}'.", nameof(name));
}
