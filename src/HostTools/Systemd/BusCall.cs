namespace Domar.HostTools.Systemd;

/// <summary>A method call, as data.</summary>
/// <param name="Destination">Name on the bus.</param>
/// <param name="Path">Object.</param>
/// <param name="Interface">Interface.</param>
/// <param name="Member">Method.</param>
internal sealed record BusCall(string Destination, string Path, string Interface, string Member)
{
    /// <summary>Writes the arguments, on the loop's thread; null for none.</summary>
    public Action<MessageWriter>? Write { get; init; }

    /// <summary>How long to wait for the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <inheritdoc/>
    public override string ToString() => $"{Interface}.{Member}";
}
