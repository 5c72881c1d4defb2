using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Exec;

/// <summary>A process file descriptor (pidfd_open(2), Linux 5.4): stays with its process, whatever happens to the number.</summary>
internal sealed class PidFd : SafeHandleMinusOneIsInvalid
{
    private const int WaitPidFd = 3;
    private const int WaitNoHang = 1;
    private const int WaitExited = 4;
    private const short PollIn = 1;

    private PidFd(int fd)
        : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>Opens a running or not yet reaped process.</summary>
    /// <exception cref="Win32Exception">There is none (ESRCH), or no descriptor is left.</exception>
    public static PidFd Open(int pid) => TryOpen(pid) ?? throw new Win32Exception(Marshal.GetLastPInvokeError());

    /// <summary>Opens a process; null when there is none.</summary>
    public static PidFd? TryOpen(int pid)
    {
        // The kernel makes every pidfd close-on-exec.
        var fd = (int)Libc.syscall(Libc.SYS_pidfd_open, pid, 0, 0, 0);
        return fd < 0 ? null : new PidFd(fd);
    }

    /// <summary>Whether the process has ended (it may be a zombie still).</summary>
    public unsafe bool HasExited
    {
        get
        {
            using var use = new Use(this);
            var fd = new Libc.PollFd { Fd = use.Fd, Events = PollIn };
            return Libc.poll(&fd, 1, 0) > 0;
        }
    }

    /// <summary>Sends a signal; false when the process is gone.</summary>
    /// <exception cref="Win32Exception">It may not be signalled by us.</exception>
    public bool SendSignal(int signal)
    {
        using var use = new Use(this);
        if (Libc.syscall(Libc.SYS_pidfd_send_signal, use.Fd, signal, 0, 0) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Libc.ESRCH ? false : throw new Win32Exception(error);
    }

    /// <summary>Completes when the process has ended. It is not reaped by this.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => ExitWatcher.Shared.WaitAsync(this, cancellationToken);

    /// <summary>Takes the exit status of an ended child, so that it does not stay as a zombie. Unknown for a process that is not our child.</summary>
    public unsafe ProcessExit Reap()
    {
        const int SigInfoSize = 128;
        var info = stackalloc byte[SigInfoSize];
        new Span<byte>(info, SigInfoSize).Clear();
        using var use = new Use(this);
        while (Libc.waitid(WaitPidFd, use.Fd, info, WaitExited | WaitNoHang) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Libc.EINTR)
            {
                return default;
            }
        }

        // siginfo_t on 64-bit: si_code at 8, si_pid at 16, si_status at 24; CLD_EXITED is 1, CLD_KILLED 2, CLD_DUMPED 3.
        var (code, pid, status) = (*(int*)(info + 8), *(int*)(info + 16), *(int*)(info + 24));
        return pid == 0 ? default : code == 1 ? new ProcessExit(status, null) : new ProcessExit(null, status);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    /// <summary>Keeps the descriptor open, and so its number ours, during a call.</summary>
    internal readonly ref struct Use : IDisposable
    {
        private readonly PidFd _owner;

        public Use(PidFd owner)
        {
            var added = false;
            owner.DangerousAddRef(ref added);
            _owner = owner;
        }

        public int Fd => (int)_owner.handle;

        public void Dispose() => _owner.DangerousRelease();
    }
}
