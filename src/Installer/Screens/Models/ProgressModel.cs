using System.Globalization;
using Domar.Core.Steps;
using Domar.HostTools.Steps;

namespace Domar.Installer.Screens.Models;

/// <summary>How far the installation is: bar, rate and time left.</summary>
/// <param name="plan">What is carried out.</param>
/// <param name="clock">Gives times.</param>
internal sealed class ProgressModel(StepPlan plan, TimeProvider clock)
{
    // Rates change from one region of a disk to the next; this much of the past says what to expect.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly long _begin = clock.GetTimestamp();
    private readonly Queue<(long At, long Bytes)> _past = new();

    /// <summary>Titles of the groups.</summary>
    public IReadOnlyList<string> Groups { get; } = [.. plan.Groups.Select(static group => group.Title)];

    /// <summary>The newest; null before the first.</summary>
    public StepProgress? Now { get; private set; }

    /// <summary>Number of the group that is being worked on; -1 before the first.</summary>
    public int Group { get; private set; } = -1;

    /// <summary>Whether the person wants it to stop.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_begin);

    /// <summary>How much is done, from 0 to 1: by bytes where most of the work is bytes, otherwise by steps.</summary>
    public double Fraction => Now switch
    {
        null => 0,
        { TotalBytes: > 0 } now => Math.Clamp(((double)now.DoneBytes / now.TotalBytes * 0.9) + ((double)(now.Number - 1) / now.Count * 0.1), 0, 1),
        { } now => Math.Clamp((double)(now.Number - 1) / now.Count, 0, 1),
    };

    /// <summary>Bytes in a second, of late; null while that is not known.</summary>
    public double? RateBytes
    {
        get
        {
            if (_past.Count < 2)
            {
                return null;
            }

            var (first, last) = (_past.Peek(), _past.Last());
            var seconds = clock.GetElapsedTime(first.At, last.At).TotalSeconds;
            return seconds > 0 && last.Bytes > first.Bytes ? (last.Bytes - first.Bytes) / seconds : null;
        }
    }

    /// <summary>How long the writing will take; null while that is not known.</summary>
    public TimeSpan? Left => RateBytes is { } rate && Now is { TotalBytes: > 0 } now && now.DoneBytes < now.TotalBytes
        ? TimeSpan.FromSeconds((now.TotalBytes - now.DoneBytes) / rate)
        : null;

    /// <summary>Rate and times in a line.</summary>
    public string Figures
    {
        get
        {
            var parts = new List<string>();
            if (Now is { TotalBytes: > 0 } now)
            {
                parts.Add($"{now.DoneBytes >> 20} of {now.TotalBytes >> 20} MiB");
            }

            if (RateBytes is { } rate)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rate / (1 << 20):0} MiB/s"));
            }

            if (Left is { } left)
            {
                parts.Add($"{Clock(left)} left");
            }

            parts.Add($"{Clock(Elapsed)} so far");
            return string.Join("   ", parts);
        }
    }

    /// <summary>Takes in what is new.</summary>
    public void Set(StepProgress progress)
    {
        Now = progress;
        for (var i = Math.Max(0, Group); i < Groups.Count; i++)
        {
            if (Groups[i] == progress.Group)
            {
                Group = i;
                break;
            }
        }

        _past.Enqueue((clock.GetTimestamp(), progress.DoneBytes));
        while (_past.Count > 2 && clock.GetElapsedTime(_past.Peek().At) > Window)
        {
            _past.Dequeue();
        }
    }

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
