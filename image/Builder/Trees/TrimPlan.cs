namespace Domar.Image.Builder.Trees;

/// <summary>What is to be left out of a tree.</summary>
/// <param name="Removals">Entries with their reason, each folder after what is in it.</param>
/// <param name="FreedBytes">How much each reason frees; a file with several names counts when its last name goes.</param>
/// <param name="Warnings">Patterns that match nothing.</param>
/// <param name="Errors">What is asked for and not there. Nothing may be removed then.</param>
public sealed record TrimPlan(
    IReadOnlyList<(TreeEntry Entry, TrimReason Reason)> Removals,
    IReadOnlyDictionary<TrimReason, long> FreedBytes,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Errors);
