namespace Domar.Runtime.Consoles;

/// <summary>A line of the control channel from client to daemon: opens a stream.</summary>
/// <param name="Open">Name of the stream, see <see cref="StreamName"/>.</param>
internal sealed record StreamRequest(string? Open);
