using Domar.Core.Tasks;

namespace Domar.Runtime.Tasks;

/// <summary>Runs every change as a task with an id, a log, progress and an exit status, and keeps the finished ones.</summary>
internal interface ITaskRunner
{
    /// <summary>Starts a task and returns at once. When <paramref name="work"/> throws, the exception's message chain becomes the exit status.</summary>
    /// <param name="type">Proxmox's type, for example <c>qmstart</c>.</param>
    /// <param name="id">What it works on, for example the VMID; empty for none.</param>
    /// <param name="user">Who asked.</param>
    /// <param name="work">The work; its token is cancelled by <see cref="Stop"/> and when the daemon stops.</param>
    Upid Start(string type, string id, string user, Func<ITaskContext, CancellationToken, Task> work);

    /// <summary>Tasks, newest first, running ones included.</summary>
    IReadOnlyList<TaskRecord> List(TaskFilter filter);

    /// <summary>One task; null when unknown.</summary>
    TaskRecord? Find(Upid upid);

    /// <summary>Log lines from line <paramref name="start"/> (0 is the first), at most <paramref name="limit"/> (0: all), and how many there are in all.</summary>
    (IReadOnlyList<string> Lines, int Total) ReadLog(Upid upid, int start, int limit);

    /// <summary>Asks a running task to stop; false when it is not running. It ends with the status <c>stopped by user</c> or its own.</summary>
    bool Stop(Upid upid, string user);

    /// <summary>Completes when the task has ended; at once for one that has, null for an unknown one.</summary>
    Task<TaskRecord?> WaitAsync(Upid upid, CancellationToken cancellationToken);
}
