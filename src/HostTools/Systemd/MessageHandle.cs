using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Systemd;

/// <summary>A message (<c>sd_bus_message *</c>); disposed on the loop's thread.</summary>
internal sealed class MessageHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes over a reference.</summary>
    public MessageHandle(nint message)
        : base(ownsHandle: true)
    {
        SetHandle(message);
        LibSystemd.CountHandle(1);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibSystemd.sd_bus_message_unref(handle);
        LibSystemd.CountHandle(-1);
        return true;
    }
}
