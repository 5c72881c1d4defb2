using Domar.Core.Tasks;

namespace Domar.Runtime.Tasks;

/// <summary>A task as it stands.</summary>
/// <param name="Upid">Its id, which holds node, type, target, user and start time.</param>
/// <param name="EndTime">Unix time in seconds; null while it runs.</param>
/// <param name="ExitStatus"><c>OK</c>, <c>WARNINGS: n</c>, or what went wrong; null while it runs.
/// <c>unexpected status</c> where the daemon ended before the task did.</param>
/// <param name="Progress">From 0 to 1; null when unknown.</param>
internal sealed record TaskRecord(Upid Upid, long? EndTime, string? ExitStatus, double? Progress)
{
    /// <summary>Whether it runs.</summary>
    public bool IsRunning => ExitStatus is null;

    /// <summary>Whether it ended in an error.</summary>
    public bool IsFailed => ExitStatus is not (null or "OK") && !ExitStatus.StartsWith("WARNINGS:", StringComparison.Ordinal);
}
