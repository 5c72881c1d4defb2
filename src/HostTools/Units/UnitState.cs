namespace Domar.HostTools.Units;

/// <summary>A running unit.</summary>
/// <param name="Name">Unit name.</param>
/// <param name="MainPid">Process id of its main process.</param>
/// <param name="StartedAt">When that process was started.</param>
public sealed record UnitState(string Name, int MainPid, DateTimeOffset StartedAt);
