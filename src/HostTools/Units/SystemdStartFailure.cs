using Domar.HostTools.Exec;
using Domar.HostTools.Systemd;

namespace Domar.HostTools.Units;

/// <summary>Says why a unit did not start. Pure.</summary>
internal static class SystemdStartFailure
{
    private const string StepMarker = ": Failed at step ";
    private const string Spawning = " spawning ";

    /// <summary>A text for people.</summary>
    /// <param name="spec">The unit.</param>
    /// <param name="job">How its start ended.</param>
    /// <param name="unit">Its state after that; null when it is gone.</param>
    /// <param name="complaints">What systemd wrote about it.</param>
    public static string Describe(UnitSpec spec, JobResult job, UnitProperties? unit, string complaints)
    {
        var start = $"Cannot start {spec.Name}: ";
        if (unit is not null && SystemdExits.WhyNotExecuted(unit) is { } step)
        {
            var error = Error(complaints) is { } text ? $" ({text})" : "";
            var hint = unit.ExecMainStatus == 203 && !File.Exists(spec.Program) ? $" {ProgramFinder.HowToInstall(spec.Program)}" : "";
            return $"{start}'{spec.Program}': {step}{error}.{hint}";
        }

        var said = complaints.Trim() is { Length: > 0 } lines ? $" systemd says: {lines.ReplaceLineEndings("; ")}" : "";
        return job switch
        {
            JobResult.Canceled => $"{start}somebody stopped it meanwhile.",
            JobResult.Timeout => $"{start}systemd gave up waiting for it.{said}",
            JobResult.Lost => $"{start}systemd was restarted meanwhile, and does not know it any more. Start it again.",
            _ => $"{start}systemd reports '{unit?.Result ?? job.ToString()}'.{said}",
        };
    }

    // "x.service: Failed at step EXEC spawning /usr/bin/x: No such file or directory"
    private static string? Error(string complaints)
    {
        foreach (var line in complaints.Split('\n'))
        {
            var at = line.IndexOf(StepMarker, StringComparison.Ordinal);
            var spawning = at < 0 ? -1 : line.IndexOf(Spawning, at, StringComparison.Ordinal);
            var colon = spawning < 0 ? -1 : line.LastIndexOf(": ", StringComparison.Ordinal);
            if (colon > spawning)
            {
                return line[(colon + 2)..];
            }
        }

        return null;
    }
}
