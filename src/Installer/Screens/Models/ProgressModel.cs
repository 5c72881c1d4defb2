using System.Globalization;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.Installer.Installation;

namespace Domar.Installer.Screens.Models;

/// <summary>How far the installation is: bar, rate and time left.</summary>
/// <param name="plan">What is carried out.</param>
/// <param name="clock">Gives times.</param>
internal sealed class ProgressModel(StepPlan plan, TimeProvider clock)
{
    private const double BytesPerMB = 1e6;

    private readonly long _begin = clock.GetTimestamp();
    private readonly RateMeter _rate = new(clock);

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

    /// <summary>Rate and times in a line.</summary>
    public string Figures
    {
        get
        {
            var parts = new List<string>();
            if (Now is { TotalBytes: > 0 } now)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{now.DoneBytes / BytesPerMB:0} of {now.TotalBytes / BytesPerMB:0} MB"));
                if (_rate.BytesPerSecond is { } rate && now is { IsUndoing: false } && now.DoneBytes < now.TotalBytes)
                {
                    parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rate / BytesPerMB:0} MB/s"));
                    parts.Add($"{Clock(_rate.TimeFor(now.TotalBytes - now.DoneBytes) ?? TimeSpan.Zero)} left");
                }
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

        _rate.Add(progress.DoneBytes);
    }

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
