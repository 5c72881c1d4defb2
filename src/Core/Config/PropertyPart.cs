namespace Domar.Core.Config;

/// <summary>What stands between two commas of a property string.</summary>
/// <param name="Raw">As it stands there.</param>
/// <param name="WrittenName">The name before the '='; null for the default sub-key without name.</param>
/// <param name="SubKey">The sub-key whose value this sets, old names resolved; null for an empty part.</param>
/// <param name="NamedSubKey">The sub-key whose value is the written name itself (<c>model</c> for <c>virtio=MAC</c>); null for all else.</param>
internal sealed record PropertyPart(string Raw, string? WrittenName, string? SubKey, string? NamedSubKey);
