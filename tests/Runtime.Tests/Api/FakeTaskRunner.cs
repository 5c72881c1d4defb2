using Domar.Core.Tasks;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Tests.Api;

/// <summary>Runs a task's work at once, within Start.</summary>
internal sealed class FakeTaskRunner : ITaskRunner
{
    private readonly List<TaskRecord> _tasks = [];
    private readonly Dictionary<string, List<string>> _logs = [];
    private uint _next = 1;

    public List<string> Stopped { get; } = [];

    /// <summary>What later tasks end with instead of OK.</summary>
    public string ExitStatus { get; set; } = "OK";

    public TaskRecord Add(string type, string id, string? exitStatus, string user = "root@pam", params string[] log)
    {
        var upid = new Upid("testnode", 1000, _next, 1_700_000_000 + _next, type, id, user);
        _next++;
        var task = new TaskRecord(upid, exitStatus is null ? null : upid.StartTime + 5, exitStatus, exitStatus is null ? 0.5 : null);
        _tasks.Insert(0, task);
        _logs[upid.ToString()] = [.. log];
        return task;
    }

    public Upid Start(string type, string id, string user, Func<ITaskContext, CancellationToken, Task> work)
    {
        var task = Add(type, id, ExitStatus, user);
        work(new Context(task.Upid, _logs[task.Upid.ToString()]), CancellationToken.None).GetAwaiter().GetResult();
        return task.Upid;
    }

    public IReadOnlyList<TaskRecord> List(TaskFilter filter) =>
    [
        .. _tasks
            .Where(task => filter.GuestId is null || task.Upid.Id == filter.GuestId)
            .Where(task => filter.Type is null || task.Upid.Type == filter.Type)
            .Where(task => filter.User is null || task.Upid.User.Contains(filter.User, StringComparison.Ordinal))
            .Where(task => !filter.ErrorsOnly || task.IsFailed)
            .Where(task => filter.Running is null || task.IsRunning == filter.Running)
            .Skip(filter.Start)
            .Take(filter.Limit),
    ];

    public TaskRecord? Find(Upid upid) => _tasks.Find(task => task.Upid == upid);

    public (IReadOnlyList<string> Lines, int Total) ReadLog(Upid upid, int start, int limit)
    {
        var lines = _logs[upid.ToString()];
        return ([.. lines.Skip(start).Take(limit == 0 ? int.MaxValue : limit)], lines.Count);
    }

    public bool Stop(Upid upid, string user)
    {
        Stopped.Add($"{upid} {user}");
        return true;
    }

    public Task<TaskRecord?> WaitAsync(Upid upid, CancellationToken cancellationToken) => Task.FromResult(Find(upid));

    private sealed class Context(Upid upid, List<string> log) : ITaskContext
    {
        public Upid Upid => upid;

        public void Log(string line) => log.Add(line);

        public void Progress(double fraction) => log.Add($"{fraction:P0}");

        public void Warn(string line) => log.Add($"WARN: {line}");
    }
}
