namespace Domar.HostTools.Systemd;

/// <summary>A loaded unit in a list.</summary>
/// <param name="Name">Name.</param>
/// <param name="Description">Description.</param>
/// <param name="ActiveState">For example <c>active</c>.</param>
/// <param name="SubState">For example <c>running</c>.</param>
public sealed record ListedUnit(string Name, string Description, string ActiveState, string SubState);
