using System.Globalization;
using System.Text;
using Domar.Core.Tasks;
using Domar.HostTools.Files;

namespace Domar.Runtime.Tasks;

/// <summary>
/// Tasks on the disk. A log file per task in sixteen folders (the last hex digit of the start time names them, as in Proxmox), whose last line is the
/// outcome; and <c>index</c>, a line per ended task (<c>UPID end-time-in-hex status</c>), so that the logs need not be read at start.
/// </summary>
/// <remarks>
/// Nothing is synced: what a power cut takes of the index is read from the logs again. A log without an index line and without a last line belongs to a
/// task that the daemon's end cut.
/// </remarks>
internal sealed class TaskArchive : IDisposable
{
    /// <summary>Outcome of a task that ended with the daemon; Proxmox's words.</summary>
    public const string CutStatus = "unexpected status";

    private const string Ok = "TASK OK", Warnings = "TASK WARNINGS: ", Error = "TASK ERROR: ", HexDigits = "0123456789ABCDEF";
    private const int MaxStatusLength = 1024;
    private const int MaxIndexBytes = 256 * 1024 * 1024;
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private readonly IFileLayer _layer;
    private readonly string _folder;
    private readonly ILogger _logger;
    private readonly int _maxFinished;
    private readonly Lock _lock = new();

    // Sorted by start.
    private readonly List<TaskRecord> _finished = [];
    private IWritableFile? _index;
    private bool _indexIsTorn;

    /// <summary>Reads the index and looks after tasks that were cut.</summary>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public TaskArchive(IFileLayer layer, string folder, ILogger logger, int maxFinished)
    {
        (_layer, _folder, _logger, _maxFinished) = (layer, folder, logger, maxFinished);
        layer.CreateFolder(folder, FolderMode);
        foreach (var digit in HexDigits)
        {
            layer.CreateFolder($"{folder}/{digit}", FolderMode);
        }

        AtomicFile.Sweep(layer, folder);
        ReadIndex();
        AddTasksWithoutIndexLine();
        _finished.Sort(ByStart);
        RemoveOldest();
    }

    private string IndexPath => $"{_folder}/index";

    /// <summary>Makes the log file of a new task.</summary>
    /// <exception cref="FileLayerException">Its name is taken (<see cref="FileLayerException.IsTaken"/>), or it cannot be made.</exception>
    public IWritableFile CreateLog(Upid upid) => _layer.CreateNew(LogPath(upid), AtomicFile.DefaultMode);

    /// <summary>The log file of a task, existing or not.</summary>
    public string LogPath(Upid upid) => $"{_folder}/{HexDigits[(int)(upid.StartTime & 0xF)]}/{upid}";

    /// <summary>The last line of the log for an exit status.</summary>
    public static string LastLine(string exitStatus) => exitStatus == "OK" ? Ok
        : exitStatus.StartsWith("WARNINGS:", StringComparison.Ordinal) ? $"TASK {exitStatus}"
        : $"{Error}{exitStatus}";

    /// <summary>A failure's text as an exit status: one line, bounded, and never one of the words that mean success.</summary>
    public static string FailureStatus(string failure)
    {
        var line = string.Concat(failure.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        if (line is "" or "OK" || line.StartsWith("WARNINGS:", StringComparison.Ordinal))
        {
            line = $"failed: {line}";
        }

        return line.Length <= MaxStatusLength ? line : line[..(MaxStatusLength - 1)] + "…";
    }

    /// <summary>Keeps an ended task. That it cannot be written is logged only: the log file tells its outcome at the next start.</summary>
    public void Add(TaskRecord record)
    {
        lock (_lock)
        {
            var at = _finished.Count;
            while (at > 0 && ByStart(_finished[at - 1], record) > 0)
            {
                at--;
            }

            _finished.Insert(at, record);
            try
            {
                _index ??= _layer.OpenAppend(IndexPath, AtomicFile.DefaultMode);
                _index.Write(Encoding.UTF8.GetBytes((_indexIsTorn ? "\n" : "") + IndexLine(record)));
                _indexIsTorn = false;
            }
            catch (IOException e)
            {
                _indexIsTorn = true;
                _logger.IndexNotWritten(e.Message);
            }
        }
    }

    /// <summary>Removes the oldest tasks when more are kept than permitted.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            if (_finished.Count > _maxFinished + (_maxFinished / 10))
            {
                RemoveOldest();
            }
        }
    }

    /// <summary>An ended task; null when there is none.</summary>
    public TaskRecord? Find(Upid upid)
    {
        lock (_lock)
        {
            for (var i = _finished.Count - 1; i >= 0; i--)
            {
                var found = _finished[i].Upid;
                if (found.StartTime == upid.StartTime && found.ProcessStart == upid.ProcessStart && found == upid)
                {
                    return _finished[i];
                }
            }

            return null;
        }
    }

    /// <summary>Calls for each ended task, newest first, until it answers false. Under a lock: the call must be quick.</summary>
    public void Visit(Func<TaskRecord, bool> visit)
    {
        lock (_lock)
        {
            for (var i = _finished.Count - 1; i >= 0 && visit(_finished[i]); i--)
            {
            }
        }
    }

    /// <summary>Order of start; the number that makes ids unique decides within a second.</summary>
    public static int ByStart(TaskRecord a, TaskRecord b)
    {
        var byTime = a.Upid.StartTime.CompareTo(b.Upid.StartTime);
        return byTime != 0 ? byTime : a.Upid.ProcessStart.CompareTo(b.Upid.ProcessStart);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _index?.Dispose();
            _index = null;
        }
    }

    private static string IndexLine(TaskRecord record) =>
        string.Create(CultureInfo.InvariantCulture, $"{record.Upid} {record.EndTime:X8} {record.ExitStatus}\n");

    private void ReadIndex()
    {
        var bytes = _layer.Read(IndexPath, MaxIndexBytes) ?? [];
        _indexIsTorn = bytes is [.., not (byte)'\n'];
        // The same few words stand in thousands of ids.
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(bytes).AsSpan().EnumerateLines())
        {
            // A line that a crash left half written, or that a disk lost, is none; the task's log is asked instead.
            var idEnd = line.IndexOf(' ');
            var timeEnd = idEnd < 0 ? -1 : line[(idEnd + 1)..].IndexOf(' ') + idEnd + 1;
            if (timeEnd > idEnd && Upid.TryParse(line[..idEnd].ToString(), out var upid)
                && long.TryParse(line[(idEnd + 1)..timeEnd], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var endTime)
                && line[(timeEnd + 1)..] is { IsEmpty: false } status)
            {
                var shared = upid with { Node = Shared(upid.Node), Type = Shared(upid.Type), Id = Shared(upid.Id), User = Shared(upid.User) };
                _finished.Add(new TaskRecord(shared, endTime, Shared(status.ToString()), null));
            }
        }

        string Shared(string word) => words.TryGetValue(word, out var known) ? known : words[word] = word;
    }

    private void AddTasksWithoutIndexLine()
    {
        var known = _finished.Select(record => record.Upid).ToHashSet();
        foreach (var digit in HexDigits)
        {
            foreach (var name in _layer.List($"{_folder}/{digit}"))
            {
                if (!Upid.TryParse(name, out var upid) || known.Contains(upid) || _layer.Stat(LogPath(upid)) is not { } facts)
                {
                    continue;
                }

                var status = StatusOf(TaskLogReader.LastLine(LogPath(upid)));
                if (status == CutStatus)
                {
                    _logger.TaskWasCut(name);
                }

                Add(new TaskRecord(upid, facts.ModifiedAt.ToUnixTimeSeconds(), status, null));
            }
        }
    }

    private static string StatusOf(string? lastLine) =>
        lastLine == Ok ? "OK"
        : lastLine?.StartsWith(Warnings, StringComparison.Ordinal) == true ? lastLine["TASK ".Length..]
        : lastLine?.StartsWith(Error, StringComparison.Ordinal) == true ? lastLine[Error.Length..]
        : CutStatus;

    private void RemoveOldest()
    {
        var surplus = _finished.Count - _maxFinished;
        if (surplus <= 0)
        {
            return;
        }

        var removed = _finished.GetRange(0, surplus);
        _finished.RemoveRange(0, surplus);
        try
        {
            // Logs first: a crash in between leaves index lines without logs, which the next trim removes; logs without lines would come back as tasks.
            foreach (var record in removed)
            {
                _layer.Unlink(LogPath(record.Upid));
            }

            _index?.Dispose();
            _index = null;
            AtomicFile.Write(_layer, IndexPath, Encoding.UTF8.GetBytes(string.Concat(_finished.Select(IndexLine))));
            _indexIsTorn = false;
        }
        catch (IOException e)
        {
            _logger.IndexNotWritten(e.Message);
        }
    }
}
