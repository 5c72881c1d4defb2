namespace Domar.Core.Config;

/// <summary>One sub-key of a property string.</summary>
public sealed class SubKeySchema : ValueSchema
{
    internal SubKeySchema(string name, ConfigValueType type, string summary)
        : base(name, type, summary)
    {
    }

    /// <summary>Whether its value may stand without <c>name=</c>.</summary>
    public bool IsDefaultKey { get; init; }

    /// <summary>Whether the property string is wrong without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The sub-key that this is another name of; null for a sub-key in its own right.</summary>
    public string? AliasOf { get; init; }

    /// <summary>The sub-key whose value this name is: <c>virtio=MAC</c> sets <c>model</c> to <c>virtio</c>; null for all else.</summary>
    public string? NameIsValueOf { get; init; }
}
