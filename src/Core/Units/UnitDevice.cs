namespace Domar.Core.Units;

/// <summary>A device that a unit may use (<c>DeviceAllow</c>).</summary>
/// <param name="Path">Absolute path of the node, or a class as <c>char-pts</c>.</param>
/// <param name="Access">Some of <c>r</c>, <c>w</c>, <c>m</c> (read, write, make nodes).</param>
public sealed record UnitDevice(string Path, string Access = "rw");
