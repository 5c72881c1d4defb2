using Domar.Core.Primitives;

namespace Domar.Core.Api;

/// <summary>Short forms for the method tables.</summary>
internal static class Declare
{
    public static ApiParameter Node { get; } = new("node") { Format = "pve-node", Summary = "The node; 'localhost' is the one that answers." };

    public static ApiParameter VmId { get; } = Id("vmid") with { Summary = "The guest's id." };

    public static ApiParameter StorageId { get; } = new("storage") { Format = "pve-storage-id", Summary = "The storage's id." };

    public static ApiParameter SkipLock { get; } = Flag("skiplock", "Act in spite of a lock on the config.");

    public static ApiParameter Digest { get; } =
        Text("digest", "Change the config only if it still has this digest.") with { MaxLength = 40 };

    public static ApiParameter Id(string name) => new(name, ApiParameterType.Integer) { Format = "pve-vmid", Minimum = GuestId.Min, Maximum = GuestId.Max };

    public static ApiParameter Text(string name, string summary) => new(name) { Optional = true, Summary = summary };

    public static ApiParameter Flag(string name, string summary, string? defaultValue = null) =>
        new(name, ApiParameterType.Boolean) { Optional = true, Default = defaultValue, Summary = summary };

    public static ApiParameter Integer(string name, string summary, double? minimum = null) =>
        new(name, ApiParameterType.Integer) { Optional = true, Minimum = minimum, Summary = summary };

    /// <summary>How well a guest's unit is shut in; the same for every kind of guest.</summary>
    /// <param name="guestPath">Where the API has a guest of the kind.</param>
    public static ApiMethod Security(string guestPath) =>
        new(ApiVerb.Get, guestPath + "/domar/security", "What systemd-analyze security says of the running guest's unit: 'text', and 'exposure' from 0 (safe) to 10.")
        {
            IsOwn = true,
            Parameters = [Node, VmId],
        };

    public static ApiParameter NotBuilt(ApiParameter parameter) => parameter with { IsNotBuilt = true, Summary = "Not built yet." };
}
