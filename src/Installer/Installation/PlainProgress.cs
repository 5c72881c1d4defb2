using System.Globalization;
using Domar.HostTools.Steps;

namespace Domar.Installer.Installation;

/// <summary>Progress as plain text: on a terminal one line that is written again, elsewhere a line for each group.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="isTerminal">Whether a line can be written again.</param>
/// <param name="time">Clock.</param>
internal sealed class PlainProgress(TextWriter output, bool isTerminal, TimeProvider time) : IStepObserver
{
    // The last column is left free: some terminals wrap when it is written.
    private const int Width = 79;

    private readonly RateMeter _rate = new(time);
    private string _group = "";

    /// <inheritdoc/>
    public void OnProgress(StepProgress progress)
    {
        _rate.Add(progress.DoneBytes);
        if (isTerminal)
        {
            // Carriage return, the line, erase to its end (ECMA-48 EL).
            output.Write($"\r{Line(progress)}\u001b[K");
            output.Flush();
            return;
        }

        var group = progress.IsUndoing ? "Undo what was done" : progress.Group;
        if (group != _group)
        {
            _group = group;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Step {progress.Number} of {progress.Count}: {group}"));
        }
    }

    /// <inheritdoc/>
    public void OnLine(string line)
    {
        // The log has it.
    }

    /// <summary>Leaves the line, for text that follows.</summary>
    public void End()
    {
        if (isTerminal)
        {
            output.WriteLine();
        }
    }

    private string Line(StepProgress progress)
    {
        var percent = progress.TotalBytes > 0 ? 100 * progress.DoneBytes / progress.TotalBytes : 0;
        var tail = string.Create(CultureInfo.InvariantCulture, $" {percent,3} %");
        if (_rate.BytesPerSecond is { } rate && !progress.IsUndoing)
        {
            var left = _rate.TimeFor(progress.TotalBytes - progress.DoneBytes) ?? TimeSpan.Zero;
            tail += string.Create(CultureInfo.InvariantCulture, $" {rate / 1e6,5:0} MB/s {(int)left.TotalMinutes,3}:{left.Seconds:00} left");
        }

        var doing = progress.IsUndoing ? $"Undo: {progress.Text}" : progress.IsComparing ? $"Compare: {progress.Text}" : progress.Text;
        var head = string.Create(CultureInfo.InvariantCulture, $"{progress.Number}/{progress.Count} {doing}");
        var room = Width - tail.Length;
        return (head.Length > room ? head[..(room - 3)] + "..." : head.PadRight(room)) + tail;
    }
}
