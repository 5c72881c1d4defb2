using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Exec;

/// <summary>
/// A child process made with posix_spawn (glibc 2.34 or later). It leads a session of its own, so that it survives the death of the caller's
/// process group and can be killed together with its children; it has default signal dispositions and an empty signal mask (.NET ignores
/// SIGPIPE, which children would inherit), and no descriptor but 0, 1 and 2.
/// </summary>
internal sealed class NativeProcess : IDisposable
{
    private const short SetSigDefault = 0x04;
    private const short SetSigMask = 0x08;
    private const short SetSession = 0x80;

    // glibc's posix_spawnattr_t is 336 bytes, posix_spawn_file_actions_t 80, sigset_t 128 (x86-64 and arm64); musl's are smaller or equal.
    private const int OpaqueSize = 512;
    private const int SigSetSize = 128;

    private static readonly Lock ChildSignalLock = new();
    private static bool _childSignalChecked;

    private NativeProcess(int pid, PidFd handle)
    {
        Pid = pid;
        Handle = handle;
    }

    /// <summary>Process id, also of the session and the process group.</summary>
    public int Pid { get; }

    /// <summary>The process itself: unlike <see cref="Pid"/>, it can never come to mean another process.</summary>
    public PidFd Handle { get; }

    /// <summary>Starts a process; returns after its exec.</summary>
    /// <exception cref="Win32Exception">It could not be started; the native error code says why.</exception>
    public static NativeProcess Spawn(NativeProcessSpec spec)
    {
        EnsureChildrenCanBeWaitedFor();
        var pid = PosixSpawn(spec);
        try
        {
            // Nobody but us reaps this child, so that its number cannot be anyone else's yet.
            return new NativeProcess(pid, PidFd.Open(pid));
        }
        catch
        {
            _ = Libc.kill(-pid, Libc.SIGKILL);
            throw;
        }
    }

    /// <summary>Kills the process and what it started, as far as it stayed in its process group. Call it before the process is reaped only.</summary>
    public void KillGroup() => _ = Libc.kill(-Pid, Libc.SIGKILL);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static unsafe int PosixSpawn(NativeProcessSpec spec)
    {
        using var strings = new NativeStrings();
        var attributes = stackalloc byte[OpaqueSize];
        var actions = stackalloc byte[OpaqueSize];
        var allSignals = stackalloc byte[SigSetSize];
        var noSignals = stackalloc byte[SigSetSize];
        new Span<byte>(allSignals, SigSetSize).Fill(0xff);
        new Span<byte>(noSignals, SigSetSize).Clear();

        using var input = spec.Input is null ? null : AboveStandard(spec.Input);
        using var output = AboveStandard(spec.Output);
        using var error = AboveStandard(spec.Error);
        Check(Libc.posix_spawnattr_init(attributes));
        Check(Libc.posix_spawn_file_actions_init(actions));
        try
        {
            Check(Libc.posix_spawnattr_setsigdefault(attributes, allSignals));
            Check(Libc.posix_spawnattr_setsigmask(attributes, noSignals));
            Check(Libc.posix_spawnattr_setflags(attributes, SetSigDefault | SetSigMask | SetSession));
            Check(input is null
                ? Libc.posix_spawn_file_actions_addopen(actions, 0, strings.Add("/dev/null"), Libc.O_RDONLY, 0)
                : Libc.posix_spawn_file_actions_adddup2(actions, (int)input.DangerousGetHandle(), 0));
            Check(Libc.posix_spawn_file_actions_adddup2(actions, (int)output.DangerousGetHandle(), 1));
            Check(Libc.posix_spawn_file_actions_adddup2(actions, (int)error.DangerousGetHandle(), 2));

            // All that .NET opens is close-on-exec; this covers what our own parent left open.
            Check(Libc.posix_spawn_file_actions_addclosefrom_np(actions, 3));
            if (spec.WorkingDirectory is not null)
            {
                Check(Libc.posix_spawn_file_actions_addchdir_np(actions, strings.Add(spec.WorkingDirectory)));
            }

            int pid;
            var path = strings.Add(spec.Path);
            Check(Libc.posix_spawn(&pid, path, actions, attributes, strings.Vector(spec.Path, spec.Arguments), strings.Vector(null, spec.Environment)));
            return pid;
        }
        finally
        {
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>A copy numbered 3 or more: a source below could be overwritten by the dup2 of another, where this program runs without standard streams.</summary>
    private static SafeFileHandle AboveStandard(SafeFileHandle handle)
    {
        var fd = Libc.fcntl((int)handle.DangerousGetHandle(), Libc.F_DUPFD_CLOEXEC, 3);
        GC.KeepAlive(handle);
        return fd < 0 ? throw new Win32Exception(Marshal.GetLastPInvokeError()) : new SafeFileHandle(fd, ownsHandle: true);
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }

    /// <summary>
    /// A parent may have left SIGCHLD ignored (a shell's <c>trap '' CHLD</c>): the kernel then forgets how our children end. The runtime's own
    /// handler, where it is installed, is left alone: it reaps only children that were started with System.Diagnostics.Process.
    /// </summary>
    private static unsafe void EnsureChildrenCanBeWaitedFor()
    {
        lock (ChildSignalLock)
        {
            if (_childSignalChecked)
            {
                return;
            }

            const int StructSize = 152; // struct sigaction of glibc: handler, 128 bytes of mask, flags, restorer
            var action = stackalloc byte[StructSize];
            if (Libc.sigaction(Libc.SIGCHLD, null, action) == 0 && *(nint*)action == 1)
            {
                new Span<byte>(action, StructSize).Clear();
                _ = Libc.sigaction(Libc.SIGCHLD, action, null);
            }

            _childSignalChecked = true;
        }
    }
}
