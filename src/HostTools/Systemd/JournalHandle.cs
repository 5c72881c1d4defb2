using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Systemd;

/// <summary>An open journal (<c>sd_journal *</c>), for one thread at a time.</summary>
internal sealed class JournalHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes it over.</summary>
    public JournalHandle(nint journal)
        : base(ownsHandle: true)
    {
        SetHandle(journal);
        LibSystemd.CountHandle(1);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibSystemd.sd_journal_close(handle);
        LibSystemd.CountHandle(-1);
        return true;
    }
}
