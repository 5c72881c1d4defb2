namespace Domar.HostTools.Units;

/// <summary>A unit could not be started or asked. The message names the unit.</summary>
public sealed class UnitException(string message, Exception? inner = null) : Exception(message, inner);
