using Domar.Core.Tasks;

namespace Domar.Runtime.Tasks;

/// <summary>What a task's work sees of its task.</summary>
internal interface ITaskContext
{
    /// <summary>The task's id.</summary>
    Upid Upid { get; }

    /// <summary>Appends a line to the task's log.</summary>
    void Log(string line);

    /// <summary>Says how far the work is.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    void Progress(double fraction);

    /// <summary>Marks that the work went well but left something to know; the exit status becomes <c>WARNINGS: n</c>.</summary>
    void Warn(string line);
}
