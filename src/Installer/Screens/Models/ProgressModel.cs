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
    private int _number;

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
        { TotalBytes: > 0 } now => Math.Clamp(((double)now.DoneBytes / now.TotalBytes * 0.9) + ((double)(_number - 1) / now.Count * 0.1), 0, 1),
        { } now => Math.Clamp((double)(_number - 1) / now.Count, 0, 1),
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

    /// <summary>Whether a group is being worked on: the newest, and those that run beside it.</summary>
    public bool IsUnderWay(int group) => group == Group || (group < Group && plan.Groups[group].IsBeside && !HasWaited(group));

    /// <summary>Whether a group is done.</summary>
    public bool IsDone(int group) => group < Group && !IsUnderWay(group);

    /// <summary>Takes in what is new.</summary>
    public void Set(StepProgress progress)
    {
        Now = progress;
        _number = Math.Max(_number, progress.Number); // a step beside may have begun before
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

    // Whether a group that has begun waited for this one.
    private bool HasWaited(int group) => plan.Groups.Take(Group + 1).Skip(group + 1).Any(static later => later.WaitsForOthers);

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
