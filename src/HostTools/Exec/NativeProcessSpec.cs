using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Exec;

/// <summary>What <see cref="NativeProcess.Spawn"/> starts. The process leads a session of its own.</summary>
internal sealed record NativeProcessSpec
{
    /// <summary>Absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Without the program's name, which is argv[0] as <see cref="Path"/>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment as <c>NAME=value</c>, in this order.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Becomes descriptor 0; null for /dev/null.</summary>
    public SafeFileHandle? Input { get; init; }

    /// <summary>Becomes descriptor 1.</summary>
    public required SafeFileHandle Output { get; init; }

    /// <summary>Becomes descriptor 2.</summary>
    public required SafeFileHandle Error { get; init; }

    /// <summary>Working directory; null keeps the caller's.</summary>
    public string? WorkingDirectory { get; init; }
}
