namespace Domar.HostTools.Steps;

/// <summary>How far a plan has got. Rate and time left are for the one who shows it to work out, from <see cref="DoneBytes"/> over time.</summary>
/// <param name="Group">Title of the group.</param>
/// <param name="Text">What is being done, for people.</param>
/// <param name="Number">Number of the step, from 1; while undoing, of the step that is undone.</param>
/// <param name="Count">Number of steps.</param>
/// <param name="DoneBytes">Bytes written so far; never less than before.</param>
/// <param name="TotalBytes">Bytes that the plan writes, as far as known; 0 when it writes few.</param>
public sealed record StepProgress(string Group, string Text, int Number, int Count, long DoneBytes, long TotalBytes)
{
    /// <summary>Whether a step has failed and the ones before it are being undone.</summary>
    public bool IsUndoing { get; init; }

    /// <summary>Whether what was copied is being read back and compared; bytes do not count up then.</summary>
    public bool IsComparing { get; init; }
}
