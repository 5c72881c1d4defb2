using System.Net;

namespace Domar.Core.Install.Answers;

/// <summary>The table <c>[network]</c>.</summary>
public sealed record AnswerNetwork
{
    /// <summary>Where the management address comes from; true for <c>from-answer</c>, false for <c>from-dhcp</c>.</summary>
    public Located<bool>? IsFromAnswer { get; init; }

    /// <summary>The management address with its prefix; <c>from-answer</c> only, as all below but the pinning.</summary>
    public HostAddress? Address { get; init; }

    /// <summary>The router.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The name server.</summary>
    public IPAddress? Dns { get; init; }

    /// <summary>udev properties that choose the interface.</summary>
    public IReadOnlyList<PropertyFilter> Filters { get; init; } = [];

    /// <summary>Whether interfaces get lasting names.</summary>
    public bool PinsNames { get; init; }

    /// <summary>Names that interfaces get, by MAC address in lower case.</summary>
    public IReadOnlyDictionary<string, Located<string>> PinnedNames { get; init; } = new Dictionary<string, Located<string>>();
}
