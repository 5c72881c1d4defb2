namespace Domar.Core.Qemu;

/// <summary>One QMP command of a plan.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="ArgumentsJson">Its arguments, a JSON object; <c>{}</c> for none.</param>
public sealed record QmpStep(string Command, string ArgumentsJson)
{
    /// <summary>Id of the device whose <c>DEVICE_DELETED</c> event ends the step (the guest must agree to let it go); null when the reply ends it.</summary>
    public string? AwaitDeletedDevice { get; init; }

    /// <summary>What takes the step back when a later one fails; null when there is nothing to take back.</summary>
    public QmpStep? Undo { get; init; }

    /// <summary>Whether a failure is no reason to stop (a limit of one guest's device, a statistic).</summary>
    public bool IsOptional { get; init; }
}
