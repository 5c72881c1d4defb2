namespace Domar.Core.Config;

/// <summary>One key of a guest's configuration.</summary>
public sealed class KeySchema : ValueSchema
{
    private Dictionary<string, SubKeySchema>? _subKeysByName;

    internal KeySchema(string name, ConfigValueType type, string summary)
        : base(name, type, summary)
    {
    }

    /// <summary>Highest index of a key such as <c>net[n]</c>; null for a key without index.</summary>
    public int? MaxIndex { get; init; }

    /// <summary>The name without <c>[n]</c>.</summary>
    public string BaseName => MaxIndex is null ? Name : Name[..^3];

    /// <summary>The sub-keys of a property string, aliases included; empty for all else.</summary>
    public IReadOnlyList<SubKeySchema> SubKeys { get; init; } = [];

    /// <summary>Whether it is kept in the file by the program itself and cannot be set by a user.</summary>
    public bool FileOnly { get; init; }

    /// <summary>The key that this is an old name of; null for a key in its own right.</summary>
    public string? AliasOf { get; init; }

    /// <summary>The sub-key whose value may stand without its name; null when there is none.</summary>
    public SubKeySchema? DefaultSubKey => SubKeys.FirstOrDefault(static s => s.IsDefaultKey);

    /// <summary>What sub-keys demand of each other; null when nothing.</summary>
    internal Func<PropertyString, string?>? CrossCheck { get; init; }

    /// <summary>The sub-key of that name, aliases not resolved; null when there is none.</summary>
    public SubKeySchema? FindSubKey(string name)
    {
        // Built when first asked: most runs of the program touch few keys. Two threads may both build it; either result serves.
        _subKeysByName ??= SubKeys.ToDictionary(static s => s.Name, StringComparer.Ordinal);
        return _subKeysByName.GetValueOrDefault(name);
    }

    /// <inheritdoc/>
    public override string? Check(string value)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            return "a value is one line; remove the line break.";
        }

        if (Type != ConfigValueType.PropertyString)
        {
            return base.Check(value);
        }

        if (value.Length > MaxLength)
        {
            return $"too long. Allowed: at most {MaxLength} characters.";
        }

        PropertyString.TryParse(this, value, out _, out var problem);
        return problem;
    }

    /// <summary>As <see cref="Check"/>, for files: sub-keys that are not known are a warning there.</summary>
    internal string? CheckInFile(string value, out string? warning)
    {
        warning = null;
        if (Type != ConfigValueType.PropertyString || value.Length > MaxLength)
        {
            return Check(value);
        }

        PropertyString.Read(this, value, out var problem, out warning);
        return problem;
    }
}
