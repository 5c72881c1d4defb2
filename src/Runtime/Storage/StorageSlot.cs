using Domar.Core.Config;
using Domar.HostTools.Storage;

namespace Domar.Runtime.Storage;

/// <summary>One storage of storage.cfg with its driver and what was last known of it. At most one question to it is open at a time.</summary>
/// <param name="section">What storage.cfg says of it.</param>
/// <param name="driver">Its driver; null when there is none.</param>
/// <param name="problem">Why it cannot be used at all; null when it can.</param>
internal sealed class StorageSlot(StorageSection section, IStorageDriver? driver, string? problem, ILogger logger, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task? _probe;
    private long _probeStart;
    private bool _isHanging;
    private StorageStatus? _status;
    private string? _lastProblem;

    /// <summary>What storage.cfg says of it.</summary>
    public StorageSection Section => section;

    /// <summary>Its driver; null when there is none.</summary>
    public IStorageDriver? Driver => driver;

    /// <summary>Why it cannot be used at all; null when it can.</summary>
    public string? Problem => problem;

    /// <summary>Whether a changed storage.cfg says the same of it, so that driver and state stay.</summary>
    public bool IsSame(StorageSection other) => other.Type == section.Type && other.Id == section.Id && other.Entries.SequenceEqual(section.Entries);

    /// <summary>Asks for its state, or joins the question that is open. Never fails.</summary>
    public Task ProbeAsync()
    {
        lock (_lock)
        {
            if (driver is not null && _probe is null or { IsCompleted: true })
            {
                _probeStart = time.GetTimestamp();
                _probe = AskAsync(driver!);
            }

            return _probe ?? Task.CompletedTask;
        }
    }

    /// <summary>Whether the open question has been open for longer than this.</summary>
    public bool IsOverdue(TimeSpan deadline)
    {
        lock (_lock)
        {
            var overdue = _probe is { IsCompleted: false } && time.GetElapsedTime(_probeStart) >= deadline;
            if (overdue && !_isHanging)
            {
                _isHanging = true;
                logger.StorageHangs(section.Id);
            }

            return overdue;
        }
    }

    /// <summary>As it is shown.</summary>
    /// <param name="deadline">A question that has been open for longer is a problem.</param>
    public StorageView View(TimeSpan deadline)
    {
        var overdue = IsOverdue(deadline);
        lock (_lock)
        {
            var shownProblem = problem ?? (overdue
                ? $"Storage '{section.Id}' has not answered for {time.GetElapsedTime(_probeStart).TotalSeconds:0} s"
                    + (_status is null ? "." : "; the figures are its last known ones.") + " Check its disk, mount or network."
                : _lastProblem);
            return new StorageView(
                section.Id, section.Type, [.. section.Content.Order(StringComparer.Ordinal)], !section.IsDisabled, section.IsShared,
                shownProblem is null || overdue ? _status : null, shownProblem);
        }
    }

    private async Task AskAsync(IStorageDriver asked)
    {
        StorageStatus? status = null;
        string? failure = null;
        try
        {
            // Not cancelled: a system call on a dead mount cannot be, and a second one would only hang as well.
            status = await asked.GetStatusAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            failure = e.Message;
        }
        catch (Exception e)
        {
            // A defect of a driver is that storage's own problem.
            failure = $"Storage '{section.Id}' cannot be asked: {e.Message}";
        }

        lock (_lock)
        {
            (_status, _lastProblem) = (status, failure);
            if (_isHanging)
            {
                _isHanging = false;
                logger.StorageAnswers(section.Id);
            }
        }
    }
}
