namespace Domar.Image.Tests.Harness;

/// <summary>A system that was installed, on its serial console.</summary>
internal static class InstalledSystem
{
    private const string LoginTimedOut = "login: timed out after";
    private const int LoginAttempts = 3;

    /// <summary>Waits for the login prompt, logs root in with the password of the answers, and opens a shell.</summary>
    /// <param name="machine">A machine that boots from its disks.</param>
    /// <param name="answer">What was answered when it was installed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="deadline">For the login prompt.</param>
    /// <param name="failureSigns">Texts that end the wait for the login prompt; null for <see cref="FailureSigns.Boot"/> and the live system's prompt.</param>
    public static async Task<ShellSession> LogInAsync(
        Machine machine, Answer answer, CancellationToken cancellationToken, TimeSpan? deadline = null, IReadOnlyList<string>? failureSigns = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            await machine.Serial.WaitForAsync($"{answer.HostName} login: ", deadline, failureSigns ?? [.. FailureSigns.Boot, DomarIso.LivePrompt], cancellationToken);
            await machine.Serial.TypeAsync("root\n", cancellationToken);
            await machine.Serial.WaitForAsync("Password: ", cancellationToken: cancellationToken);
            await machine.Serial.TypeAsync($"{answer.Password}\n", cancellationToken);
            try
            {
                return await ShellSession.OpenAsync(
                    machine.Serial, $"root@{answer.HostName}:~# ", cancellationToken, failureSigns: [.. FailureSigns.Boot, "Login incorrect", LoginTimedOut]);
            }
            catch (BootFailedException exception) when (attempt < LoginAttempts && exception.Message.Contains(LoginTimedOut, StringComparison.Ordinal))
            {
                // While a system starts on a loaded host, login's own minute may be too short; it asks again.
            }
        }
    }

    /// <summary>The slot that runs: <c>a</c> or <c>b</c>.</summary>
    public static Task<string> RunningSlotAsync(ShellSession shell, CancellationToken cancellationToken) =>
        shell.MustRunAsync("sed -n 's/^slot=//p' /run/domar-boot/facts", cancellationToken);
}
