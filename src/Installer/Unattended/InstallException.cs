namespace Domar.Installer.Unattended;

/// <summary>An installation failed, or may not begin.</summary>
/// <param name="problems">All that is wrong: what, why, what to do; a line each.</param>
/// <param name="inner">The cause.</param>
internal sealed class InstallException(IReadOnlyList<string> problems, Exception? inner = null) : Exception(string.Join('\n', problems), inner)
{
    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
