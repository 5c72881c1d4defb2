using System.Text;

namespace Domar.HostTools.Exec;

/// <summary>One run of a host tool. Arguments are a list; no shell is involved.</summary>
/// <param name="Program">Name looked up on PATH, or an absolute path.</param>
/// <param name="Arguments">Without the program's name.</param>
public sealed record ToolCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>How long it may take before it is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much of each output stream is kept; more is an error.</summary>
    public int MaxOutputBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Called for each line (ended by \n or \r) of standard output as it comes; null when not wanted.</summary>
    public Action<string>? OnOutputLine { get; init; }

    /// <summary>What the tool reads from standard input, which ends after it; null for an empty one. A tool may end without having read it.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>How its output becomes text. Latin-1 keeps every byte as one character, for what is not known to be text.</summary>
    public Encoding OutputEncoding { get; init; } = Encoding.UTF8;

    /// <inheritdoc/>
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
