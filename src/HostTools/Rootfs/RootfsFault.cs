using System.Runtime.InteropServices;

namespace Domar.HostTools.Rootfs;

/// <summary>Inside the helper: why it gives up. Becomes the last line.</summary>
internal sealed class RootfsFault(string message, bool noSpace = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the volume is full.</summary>
    public bool NoSpace { get; } = noSpace;

    /// <summary>From the last failed call.</summary>
    /// <param name="what">What could not be done, for example <c>write '/etc/hosts'</c>.</param>
    /// <param name="error">The call's errno.</param>
    public static RootfsFault Of(string what, int error) => error is RootCalls.ENOSPC or RootCalls.EDQUOT
        ? new RootfsFault($"Cannot {what}: the container's volume is full. Make it larger.", noSpace: true)
        : new RootfsFault($"Cannot {what}: {Marshal.GetPInvokeErrorMessage(error)}.");
}
