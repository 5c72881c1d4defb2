namespace Domar.Core.Steps;

/// <summary>
/// One change of the host, decided in full: execution has no choices left. A plan is a list of these; <c>--dry-run</c> prints them, and
/// <c>StepExecutor</c> (HostTools) carries them out in order and undoes in reverse when one fails.
/// </summary>
public abstract record Step
{
    private protected Step()
    {
    }

    /// <summary>What it does, for people: <c>Write the partition table of sda</c>.</summary>
    public required string Text { get; init; }

    /// <summary>What takes it back, carried out in this order when a later step fails. Empty when nothing can or need be taken back.</summary>
    public IReadOnlyList<Step> Undo { get; init; } = [];

    /// <summary>Whether its failure is noted and the plan goes on: what makes the result better and is not needed for it.</summary>
    public bool MayFail { get; init; }

    /// <summary>Bytes that it writes, for rate and time left; 0 where that is not known or small.</summary>
    public virtual long WorkBytes => 0;
}
