namespace Domar.Core.Containers.Setup;

/// <summary>How a container's root file system is made to fit its configuration.</summary>
/// <param name="Edits">What to change, in this order. Carrying them out twice is the same as once.</param>
/// <param name="Warnings">What could not be planned, for people.</param>
public sealed record GuestSetupPlan(IReadOnlyList<GuestEdit> Edits, IReadOnlyList<string> Warnings);
