namespace Domar.Installer.Installation;

/// <summary>How far an installation has got.</summary>
/// <param name="Group">Title of the group of steps.</param>
/// <param name="Text">What is being done, for people.</param>
/// <param name="Number">Number of the step, from 1.</param>
/// <param name="Count">Number of steps.</param>
/// <param name="DoneBytes">Bytes written so far.</param>
/// <param name="TotalBytes">Bytes that will be written, as far as known; 0 when they are few.</param>
internal sealed record InstallationProgress(string Group, string Text, int Number, int Count, long DoneBytes, long TotalBytes)
{
    /// <summary>Whether something has failed and what was done is being undone.</summary>
    public bool IsUndoing { get; init; }

    /// <summary>Whether what was written is being read back and compared.</summary>
    public bool IsComparing { get; init; }
}
