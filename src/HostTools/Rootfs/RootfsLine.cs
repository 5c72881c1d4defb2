using System.Text.Json;

namespace Domar.HostTools.Rootfs;

/// <summary>One line that the helper says: an object of which one member is set. The last line has an answer or an error.</summary>
internal sealed record RootfsLine
{
    /// <summary>How far unpacking is.</summary>
    public UnpackProgress? Progress { get; init; }

    /// <summary>The answer to an unpack.</summary>
    public UnpackResult? Unpacked { get; init; }

    /// <summary>The answer to an inspect.</summary>
    public RootfsFacts? Facts { get; init; }

    /// <summary>The answer to a set-up.</summary>
    public bool? Done { get; init; }

    /// <summary>Why it failed, for people.</summary>
    public string? Error { get; init; }

    /// <summary>Whether <see cref="Error"/> is that the volume is full.</summary>
    public bool? NoSpace { get; init; }

    /// <summary>The line, with its end.</summary>
    public string Format() => JsonSerializer.Serialize(this, RootfsJson.Default.RootfsLine) + "\n";
}

/// <summary>What was found, in a form that JSON has.</summary>
internal sealed record RootfsFacts(Dictionary<string, string> Files, List<string> Existing);
