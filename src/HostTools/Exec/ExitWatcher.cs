using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Domar.HostTools.Exec;

/// <summary>Waits for the end of any number of processes on one thread, by their pidfds in one epoll set.</summary>
internal sealed unsafe class ExitWatcher
{
    private const int Add = 1;
    private const int Delete = 2;
    private const uint In = 1;
    private const uint OneShot = 1u << 30;
    private const int Batch = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;
    private static readonly Lazy<ExitWatcher> Instance = new(() => new ExitWatcher());

    private readonly ConcurrentDictionary<long, Waiter> _waiters = new();
    private readonly int _epoll;
    private long _lastKey;

    private ExitWatcher()
    {
        _epoll = Libc.epoll_create1(Libc.O_CLOEXEC);
        if (_epoll < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        // Its work is a few calls per exit: a small stack is enough.
        new Thread(Run, maxStackSize: 128 * 1024) { IsBackground = true, Name = "exit-watcher" }.Start();
    }

    /// <summary>The one of this program, started at its first use; it lives as long as the program.</summary>
    public static ExitWatcher Shared => Instance.Value;

    /// <summary>Completes when the process has ended.</summary>
    /// <exception cref="OperationCanceledException">Cancelled first.</exception>
    /// <exception cref="Win32Exception">The kernel has no room for another watch.</exception>
    public Task WaitAsync(PidFd process, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        // Its own duplicate: an epoll set holds one entry per descriptor, and several may wait for one process.
        var fd = Duplicate(process);
        var key = Interlocked.Increment(ref _lastKey);
        var waiter = new Waiter(fd);
        _waiters[key] = waiter;
        var data = stackalloc byte[16];
        *(uint*)data = In | OneShot;
        *(long*)(data + DataOffset) = key;
        if (Libc.epoll_ctl(_epoll, Add, fd, data) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            Forget(key, out _);
            throw new Win32Exception(error);
        }

        if (cancellationToken.CanBeCanceled)
        {
            var registration = cancellationToken.Register(() =>
            {
                if (Forget(key, out var cancelled))
                {
                    cancelled.Source.TrySetCanceled(cancellationToken);
                }
            });
            _ = waiter.Source.Task.ContinueWith(
                static (_, state) => ((CancellationTokenRegistration)state!).Dispose(),
                registration,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        return waiter.Source.Task;
    }

    private static int Duplicate(PidFd process)
    {
        using var use = new PidFd.Use(process);
        var fd = Libc.fcntl(use.Fd, Libc.F_DUPFD_CLOEXEC, 3);
        return fd < 0 ? throw new Win32Exception(Marshal.GetLastPInvokeError()) : fd;
    }

    /// <summary>Whoever takes the waiter out closes its descriptor; so it happens once.</summary>
    private bool Forget(long key, [NotNullWhen(true)] out Waiter? waiter)
    {
        if (!_waiters.TryRemove(key, out waiter))
        {
            return false;
        }

        // Explicitly, because a duplicate of the descriptor keeps the description, and with it the entry, alive.
        _ = Libc.epoll_ctl(_epoll, Delete, waiter.Fd, null);
        _ = Libc.close(waiter.Fd);
        return true;
    }

    private void Run()
    {
        var events = stackalloc byte[Batch * 16];
        while (true)
        {
            var count = Libc.epoll_wait(_epoll, events, Batch, -1);
            for (var i = 0; i < count; i++)
            {
                if (Forget(*(long*)(events + (i * EventSize) + DataOffset), out var waiter))
                {
                    waiter.Source.TrySetResult();
                }
            }
        }
    }

    private sealed class Waiter(int fd)
    {
        public int Fd { get; } = fd;

        public TaskCompletionSource Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
