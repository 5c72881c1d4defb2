using System.ComponentModel;
using System.Runtime.InteropServices;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Systemd;

/// <summary>Waits for a descriptor, until another thread says that there is something to do (an eventfd).</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private const int NonBlocking = 0x800;
    private const short PollIn = 1;
    private const int Monotonic = 1;
    private readonly int _fd;
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <summary>Makes one.</summary>
    /// <exception cref="Win32Exception">No descriptor is left.</exception>
    public WakeUp()
    {
        _fd = Libc.eventfd(0, Libc.O_CLOEXEC | NonBlocking);
        if (_fd < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>How long it is from now to a time of CLOCK_MONOTONIC, for poll(2): rounded up; -1 for no such time.</summary>
    public static int MillisecondsUntil(ulong microseconds)
    {
        if (microseconds == ulong.MaxValue)
        {
            return -1;
        }

        Libc.TimeSpec now;
        _ = Libc.clock_gettime(Monotonic, &now);
        var left = (long)Math.Min(microseconds, long.MaxValue) - ((now.Seconds * 1_000_000) + (now.Nanoseconds / 1000));
        return left <= 0 ? 0 : (int)Math.Min((left + 999) / 1000, int.MaxValue);
    }

    /// <summary>Ends a wait, the present one or the next.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                ulong one = 1;
                _ = Libc.write(_fd, (byte*)&one, sizeof(ulong));
            }
        }
    }

    /// <summary>Waits; true when <see cref="Set"/> ended it.</summary>
    /// <param name="fd">Another descriptor to wait for; -1 for none.</param>
    /// <param name="events">What to wait for there.</param>
    /// <param name="timeoutMs">At the most; -1 for ever.</param>
    public bool Wait(int fd, short events, int timeoutMs)
    {
        var fds = stackalloc Libc.PollFd[2];
        fds[0] = new Libc.PollFd { Fd = _fd, Events = PollIn };
        fds[1] = new Libc.PollFd { Fd = fd, Events = events };
        _ = Libc.poll(fds, 2, timeoutMs);
        if ((fds[0].Returned & PollIn) == 0)
        {
            return false;
        }

        ulong count;
        _ = Libc.read(_fd, (byte*)&count, sizeof(ulong));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _ = Libc.close(_fd);
            }
        }
    }
}
