using System.CommandLine;
using Domar.Core.Firmware;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Firmware;

/// <summary>
/// <c>domar firmware confirm</c>, hidden: a unit runs it at each start of an installed system (domar-firmware-confirm.service). It waits until the system has proved
/// itself and marks the running slot good; where it was on trial and does not manage to, it fails, and the unit's OnFailure restarts the machine for the next try.
/// </summary>
internal sealed class FirmwareConfirmCommand() : CliCommand("firmware confirm", "Wait until this start has proved itself, then mark its slot good (for systemd)")
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Option<int> _after = new("--after")
    {
        HelpName = "SECONDS",
        Description = "How long API and storages must have been well without a break (default: 120)",
        DefaultValueFactory = static _ => 120,
    };

    private readonly Option<int> _deadline = new("--deadline")
    {
        HelpName = "SECONDS",
        Description = "When to give up (default: 900)",
        DefaultValueFactory = static _ => 900,
    };

    public override void Define(Command command)
    {
        command.Add(_after);
        command.Add(_deadline);
    }

    public override int Run(Invocation run)
    {
        var running = RunningFirmware.Parse(run.Context.ReadBootFacts() ?? "");
        if (!running.IsInstalled)
        {
            throw new CliException(ExitCode.Failed, "There is no slot to mark good: this is not an installed Domar system.");
        }

        var (after, deadline) = (TimeSpan.FromSeconds(run.Get(_after)), TimeSpan.FromSeconds(run.Get(_deadline)));
        var time = run.Context.Time;
        var interrupted = run.Context.Interrupted();
        var started = time.GetTimestamp();
        long? wellSince = null;
        while (true)
        {
            // A daemon that comes and goes is not well: the two minutes are without a break.
            var problem = FindProblem(run, interrupted);
            wellSince = problem is null ? wellSince ?? time.GetTimestamp() : null;
            if (wellSince is { } since && time.GetElapsedTime(since) >= after && TryConfirm(run, interrupted, out problem))
            {
                return ExitCode.Ok;
            }

            if (time.GetElapsedTime(started) >= deadline)
            {
                throw new CliException(ExitCode.Failed, GiveUp(running, problem ?? "it was not well for long enough", deadline));
            }

            if (interrupted.WaitHandle.WaitOne(Pause))
            {
                throw new OperationCanceledException(interrupted);
            }
        }
    }

    private static string GiveUp(RunningFirmware running, string problem, TimeSpan deadline)
    {
        var slot = $"Slot {running.Slot} ({running.Version})";
        return running.TrialTriesLeft is null
            ? $"{slot} has not proved itself within {deadline.TotalSeconds:0} s: {problem}"
            : $"{slot} is on trial and has not proved itself within {deadline.TotalSeconds:0} s: {problem} " +
                (running.TrialTriesLeft > 0 ? $"It has more tries ({running.TrialTriesLeft})." : $"That was its last try: the next start takes slot {running.Slot!.Value.Other()}.");
    }

    private static string? FindProblem(Invocation run, CancellationToken interrupted)
    {
        try
        {
            using var storages = run.Api.Get($"{Invocation.Node}/storage", new FormData().AddFlag("enabled", true), interrupted);

            // What others serve may be away without this system being at fault.
            var missing = storages.Data.Items().Where(static storage => !storage.Flag("active") && !storage.Flag("shared")).Select(static storage => storage.Text("storage")).ToList();
            return missing.Count == 0 ? null : $"storage '{string.Join("', '", missing)}' is not active.";
        }
        catch (CliException exception)
        {
            return exception.Message;
        }
    }

    private static bool TryConfirm(Invocation run, CancellationToken interrupted, out string? problem)
    {
        try
        {
            using var response = run.Api.Call("POST", $"{Invocation.Node}/firmware/confirm", null, interrupted);
            run.Context.Out.WriteLine(Table.Printable(response.Data.GetString() ?? ""));
            problem = null;
            return true;
        }
        catch (CliException exception)
        {
            problem = exception.Message;
            return false;
        }
    }
}
