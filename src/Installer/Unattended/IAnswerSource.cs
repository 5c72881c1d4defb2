using Domar.HostTools.Exec;

namespace Domar.Installer.Unattended;

/// <summary>A place where an answer file may be.</summary>
internal interface IAnswerSource
{
    /// <summary>What it is, for people: <c>the medium</c>.</summary>
    string Name { get; }

    /// <summary>Looks; null when nothing there says that there is one.</summary>
    /// <exception cref="AnswerException">There is one, and it cannot be had.</exception>
    /// <exception cref="ToolException">A tool failed.</exception>
    Task<FoundAnswer?> FindAsync(CancellationToken cancellationToken);
}
