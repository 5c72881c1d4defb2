namespace Domar.Core.Firmware;

/// <summary>Why GRUB takes a slot.</summary>
public enum SlotReason
{
    /// <summary>It is on trial and has tries left.</summary>
    Trial,

    /// <summary>It is marked good, and nothing is on trial.</summary>
    Good,

    /// <summary>It is marked good, and the other slot failed its trial.</summary>
    TrialFailed,

    /// <summary><c>good.env</c> does not count; the slot was on trial last, so that its mark was being written.</summary>
    MarkWasCut,

    /// <summary>Neither file says anything: slot A.</summary>
    NothingKnown,
}
