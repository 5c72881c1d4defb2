using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Systemd;

/// <summary>A connection to a bus (<c>sd_bus *</c>). Its reference counts are not atomic: only the loop's thread may touch it and its messages.</summary>
internal sealed class BusHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private BusHandle(nint bus)
        : base(ownsHandle: true)
    {
        SetHandle(bus);
        LibSystemd.CountHandle(1);
    }

    /// <summary>A connection that is not open yet.</summary>
    public static unsafe BusHandle New()
    {
        nint bus;
        LibSystemd.Check(LibSystemd.sd_bus_new(&bus), "make a bus connection");
        return new BusHandle(bus);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibSystemd.sd_bus_close_unref(handle);
        LibSystemd.CountHandle(-1);
        return true;
    }
}
