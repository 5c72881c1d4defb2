using System.Globalization;

namespace Domar.Runtime.Cli.Output;

/// <summary>Numbers for people.</summary>
internal static class Units
{
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Bytes in the largest unit that leaves at least 1: <c>512 B</c>, <c>64 MiB</c>, <c>1.50 GiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (Math.Abs(value) >= 1024 && unit < Binary.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var number = value == Math.Floor(value) ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture);
        return $"{number} {Binary[unit]}";
    }

    /// <summary>Seconds as <c>04:05:06</c> or <c>3d 04:05:06</c>.</summary>
    public static string Duration(long seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Max(0, seconds));
        var clock = $"{time.Hours:00}:{time.Minutes:00}:{time.Seconds:00}";
        return time.Days > 0 ? $"{time.Days}d {clock}" : clock;
    }

    /// <summary>A fraction as percent with one decimal.</summary>
    public static string Percent(double fraction) => (fraction * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A Unix time as local date and time.</summary>
    public static string Time(long unixSeconds, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds), clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
