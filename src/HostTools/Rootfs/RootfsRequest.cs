using Domar.Core.Containers;

namespace Domar.HostTools.Rootfs;

/// <summary>What the helper is asked, as one JSON document on its standard input.</summary>
/// <param name="Action"><c>unpack</c>, <c>inspect</c> or <c>set-up</c>.</param>
/// <param name="Target">Where.</param>
internal sealed record RootfsRequest(string Action, RootfsTarget Target)
{
    public const string Unpack = "unpack", Inspect = "inspect", SetUp = "set-up";

    /// <summary>For <see cref="Unpack"/>.</summary>
    public string? Archive { get; init; }

    /// <summary>For <see cref="Unpack"/>.</summary>
    public ArchiveLimits? Limits { get; init; }

    /// <summary>For <see cref="Inspect"/>.</summary>
    public GuestFactsQuery? Query { get; init; }

    /// <summary>For <see cref="SetUp"/>.</summary>
    public IReadOnlyList<GuestEdit>? Edits { get; init; }
}
