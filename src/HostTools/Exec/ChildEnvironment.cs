using System.Collections;

namespace Domar.HostTools.Exec;

/// <summary>The environment that children get: ours, without what is meant for us alone.</summary>
internal static class ChildEnvironment
{
    // systemd's service protocol (a child that answers our watchdog would hide our death), the locale (replaced), and .NET's own settings.
    private static readonly HashSet<string> Private = new(StringComparer.Ordinal)
    {
        "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "INVOCATION_ID", "JOURNAL_STREAM",
        "LC_ALL", "LANG", "LANGUAGE", UnitMarker.UnitVariable, UnitMarker.InstanceVariable,
    };

    /// <summary><c>NAME=value</c> lines: first the given ones, then LC_ALL=C.UTF-8, then what is passed on.</summary>
    public static List<string> Create(params ReadOnlySpan<string> first)
    {
        List<string> result = [.. first, "LC_ALL=C.UTF-8"];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (!Private.Contains(name) && !name.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                result.Add($"{name}={entry.Value}");
            }
        }

        return result;
    }
}
