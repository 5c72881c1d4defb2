namespace Domar.HostTools.Host;

/// <summary>Average numbers of processes that ran or waited for a disk (proc_loadavg(5)).</summary>
/// <param name="OneMinute">Over the last minute.</param>
/// <param name="FiveMinutes">Over the last five.</param>
/// <param name="FifteenMinutes">Over the last fifteen.</param>
public sealed record LoadAverage(double OneMinute, double FiveMinutes, double FifteenMinutes);
