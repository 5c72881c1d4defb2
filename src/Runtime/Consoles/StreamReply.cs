namespace Domar.Runtime.Consoles;

/// <summary>A line of the control channel from daemon to client: the answer to one request, in order.</summary>
internal sealed record StreamReply
{
    /// <summary>True when the stream is open.</summary>
    public bool? Ok { get; init; }

    /// <summary>Id of the channel that carries it, to be accepted by the client.</summary>
    public ulong? Channel { get; init; }

    /// <summary>How many of its first bytes are of the past.</summary>
    public int? Replay { get; init; }

    /// <summary>Why it is not open; text for people.</summary>
    public string? Error { get; init; }
}
