namespace Domar.HostTools.Systemd;

/// <summary>A property that a unit is to have.</summary>
/// <param name="Name">Name on the bus, for example <c>MemoryMax</c>; not always the one in unit files (<c>TimeoutStopUSec</c>).</param>
/// <param name="Value">Its value.</param>
public sealed record UnitProperty(string Name, UnitValue Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
