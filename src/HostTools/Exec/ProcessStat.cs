namespace Domar.HostTools.Exec;

/// <summary>What is used of /proc/PID/stat (proc_pid_stat(5)).</summary>
/// <param name="Name">Field 2, comm: at most 15 bytes.</param>
/// <param name="State">Field 3: R, S, D, T, Z and so on.</param>
/// <param name="Parent">Field 4: parent process id.</param>
/// <param name="Session">Field 6: session id.</param>
/// <param name="UserTicks">Field 14: clock ticks in user mode.</param>
/// <param name="SystemTicks">Field 15: clock ticks in the kernel.</param>
/// <param name="Threads">Field 20.</param>
/// <param name="StartTicks">Field 22: start, in clock ticks after boot.</param>
/// <param name="VirtualBytes">Field 23.</param>
/// <param name="ResidentPages">Field 24.</param>
/// <param name="EnvironmentEnd">Field 51, env_end: where its environment ends in its memory; 0 while it has none: during its exec, as a zombie, in the kernel, or when we may not know.</param>
public sealed record ProcessStat(
    string Name, char State, int Parent, int Session, long UserTicks, long SystemTicks, int Threads, long StartTicks, long VirtualBytes, long ResidentPages,
    long EnvironmentEnd)
{
    /// <summary>Parses the file's text.</summary>
    /// <exception cref="FormatException">It does not have the form of proc_pid_stat(5).</exception>
    public static ProcessStat Parse(string text)
    {
        // The name may hold spaces and parentheses: it ends at the last one.
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.LastIndexOf(')');
        if (open < 0 || close < open || close + 2 >= text.Length)
        {
            throw new FormatException($"/proc/PID/stat has no (name): '{text.Trim()}'");
        }

        var fields = text[(close + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length < 22
            ? throw new FormatException($"/proc/PID/stat has {fields.Length + 2} fields, not the 24 or more that are needed: '{text.Trim()}'")
            : new ProcessStat(
                text[(open + 1)..close], fields[0][0], (int)Number(4), (int)Number(6), Number(14), Number(15), (int)Number(20), Number(22), Number(23), Number(24),
                fields.Length > 48 ? Number(51) : 0);

        // By the numbers of the manual page, where the state is field 3. Sizes near 2^64 do occur and are of no use.
        long Number(int field) => long.TryParse(fields[field - 3], out var value) ? value
            : ulong.TryParse(fields[field - 3], out _) ? long.MaxValue
            : throw new FormatException($"/proc/PID/stat: field {field} is '{fields[field - 3]}', not a number");
    }
}
