namespace Domar.Core.Config;

/// <summary>Something wrong, or worth a warning, in a configuration file.</summary>
/// <param name="File">The file's name as it was given to the parser.</param>
/// <param name="Line">From 1; 0 when it concerns the whole file.</param>
/// <param name="Key">The key concerned; null when the line has none.</param>
/// <param name="Message">What is wrong and what is allowed, without file, line and key.</param>
public sealed record ConfigProblem(string File, int Line, string? Key, string Message)
{
    /// <summary><c>file:line: key: message</c>.</summary>
    public override string ToString() => Key is null ? $"{File}:{Line}: {Message}" : $"{File}:{Line}: {Key}: {Message}";
}
