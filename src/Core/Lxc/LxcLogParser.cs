namespace Domar.Core.Lxc;

/// <summary>Reads the log of a run of LXC: lines <c>lxc-start ID TIME LEVEL COMPONENT - FILE:FUNCTION:LINE - MESSAGE</c>, and what hooks printed between them.</summary>
public static class LxcLogParser
{
    /// <summary>What LXC says of every failure, after the message that tells it.</summary>
    private static readonly string[] Consequences =
    [
        "An error occurred in another process", "Failed to spawn container", "The container failed to start", "Additional information can be obtained",
        "Failed to run lxc.hook.", "Script exited with status", "Failed to setup container", "Failed to initialize container", "Received container state",
    ];

    /// <summary>Why a start failed: the errors in the log without those that only follow from others; null when there are none.</summary>
    /// <param name="log">The log's text.</param>
    public static string? Reason(string log)
    {
        var reasons = new List<string>();
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Message(line) is { } message && !Consequences.Any(text => message.Contains(text, StringComparison.Ordinal)) && !reasons.Contains(message))
            {
                reasons.Add(message);
            }
        }

        return reasons.Count == 0 ? null : string.Join("; ", reasons);
    }

    /// <summary>The message of an error; null for lines of other levels. A line that is not LXC's is a hook's own and a reason as it is.</summary>
    private static string? Message(string line)
    {
        if (!line.StartsWith("lxc-", StringComparison.Ordinal))
        {
            return line;
        }

        var words = line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 5 || words[3] is not ("ERROR" or "FATAL" or "CRIT" or "ALERT"))
        {
            return null;
        }

        // COMPONENT - FILE:FUNCTION:LINE - MESSAGE, in which the message may hold dashes too.
        var parts = words[4].Split(" - ", 3);
        return parts.Length == 3 ? parts[2] : words[4];
    }
}
