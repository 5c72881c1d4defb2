using Domar.HostTools.Units;

namespace Domar.Runtime.Guests;

/// <summary>Says in words how a guest's process ended.</summary>
internal static class ExitText
{
    /// <summary>One sentence, with the end of its log where it said anything.</summary>
    /// <param name="program">What ran the guest: <c>QEMU</c>.</param>
    /// <param name="exit">How it ended.</param>
    public static string Describe(string program, UnitExit exit)
    {
        var how = exit switch
        {
            { Signal: 9 } => "was killed (signal 9); the kernel's out-of-memory killer or somebody's 'kill -9' does that",
            { Signal: { } signal } => $"crashed or was killed (signal {signal})",
            { ExitCode: 0 } => "ended by itself (exit code 0)",
            { ExitCode: { } code } => $"ended with exit code {code}",
            _ => "ended while nobody could see how",
        };
        var tail = exit.LogTail.Trim();
        return tail.Length == 0 ? $"{program} {how}" : $"{program} {how}: {tail}";
    }
}
