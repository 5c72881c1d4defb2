namespace Domar.Core.Api;

/// <summary>One parameter of an API method, as Proxmox's API schema declares it.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Type">Its type.</param>
public sealed record ApiParameter(string Name, ApiParameterType Type = ApiParameterType.String)
{
    /// <summary>Whether it may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>Named format, for example <c>pve-node</c>; null for none. Those that <see cref="ApiFormats"/> knows are checked.</summary>
    public string? Format { get; init; }

    /// <summary>Lowest number; null for no bound.</summary>
    public double? Minimum { get; init; }

    /// <summary>Highest number; null for no bound.</summary>
    public double? Maximum { get; init; }

    /// <summary>Fewest characters; null for no bound.</summary>
    public int? MinLength { get; init; }

    /// <summary>Most characters; null for no bound.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What the whole value must match, as a regular expression for documentation; <see cref="Matches"/> decides. Null for none.</summary>
    public string? Pattern { get; init; }

    /// <summary>
    /// Whether a value matches <see cref="Pattern"/>. A function, so that the daemon does not carry a regular expression engine for its few patterns.
    /// </summary>
    public Func<string, bool>? Matches { get; init; }

    /// <summary>The values allowed; null for any.</summary>
    public IReadOnlyList<string>? AllowedValues { get; init; }

    /// <summary>Value when left out, as on the wire; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>
    /// Whether it is accepted for clients' sake only: Proxmox knows it, but what it asks for is not built. Giving it any other value than its default is refused.
    /// </summary>
    public bool IsNotBuilt { get; init; }

    /// <summary>One sentence for people.</summary>
    public string Summary { get; init; } = "";
}
