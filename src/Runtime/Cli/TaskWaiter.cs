using System.Text.Json;
using Domar.Core.Tasks;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli;

/// <summary>Waits for a task of the daemon and shows what it does meanwhile.</summary>
/// <param name="run">The command that waits.</param>
/// <param name="upid">The task.</param>
internal sealed class TaskWaiter(Invocation run, string upid)
{
    // Most tasks take some 50 ms: ask soon, then less and less often.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    // A third more each time: the end is noticed late by at most a third of what the task took.
    private const double Growth = 1.3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly CliContext _context = run.Context;
    private readonly string _path = TaskPath(upid);
    private int _printed;
    private bool _progressShown;

    /// <summary>Where the API has a task.</summary>
    public static string TaskPath(string upid) => $"{Invocation.Node}/tasks/{Uri.EscapeDataString(upid)}";

    /// <summary>Waits.</summary>
    /// <param name="log">Where log lines go as they come; null to leave them out.</param>
    /// <param name="timeout">How long at the most; null for no limit.</param>
    /// <returns>The task's last status.</returns>
    /// <exception cref="CliException">The time is over, Ctrl-C, or no answer; the task runs on.</exception>
    public TaskOutcome Wait(TextWriter? log, TimeSpan? timeout = null)
    {
        var interrupted = _context.Interrupted();
        var started = _context.Time.GetTimestamp();
        var pause = FirstPause;
        try
        {
            while (true)
            {
                using var status = run.Api.Get($"{_path}/status", cancellationToken: interrupted);
                var ended = status.Data.Text("status") == "stopped";
                if (log is not null)
                {
                    PrintNewLines(log, interrupted);
                }

                if (ended)
                {
                    ClearProgress();
                    return new TaskOutcome(status.Data.Text("exitstatus") ?? "unknown");
                }

                ShowProgress(status.Data);
                if (timeout is { } limit && _context.Time.GetElapsedTime(started) >= limit)
                {
                    ClearProgress();
                    throw new CliException(ExitCode.Timeout, $"The task has not ended within {limit.TotalSeconds:0.##} s. It runs on; follow it with 'domar task follow {upid}'.");
                }

                if (interrupted.WaitHandle.WaitOne(pause))
                {
                    throw new OperationCanceledException(interrupted);
                }

                pause = pause * Growth < LongestPause ? pause * Growth : LongestPause;
            }
        }
        catch (OperationCanceledException e)
        {
            ClearProgress();
            throw new CliException(ExitCode.Interrupted, $"Interrupted. The task runs on; follow it with 'domar task follow {upid}', end it with 'domar task stop {upid}'.", inner: e);
        }
    }

    private void PrintNewLines(TextWriter log, CancellationToken interrupted)
    {
        using var lines = run.Api.Get($"{_path}/log", new FormData().Add("start", _printed).Add("limit", 5000), interrupted);
        foreach (var line in lines.Data.Items())
        {
            // The API counts from 1; an empty log is one line that says so, with number 1.
            if (line.Integer("n") is { } number && number > _printed && line.Text("t") is { } text && text != "no content")
            {
                ClearProgress();
                log.WriteLine(Table.Printable(text));
                _printed = (int)number;
            }
        }

        log.Flush();
    }

    private void ShowProgress(JsonElement status)
    {
        if (_context.ErrorIsTerminal && status.Number("progress") is { } progress)
        {
            _context.Error.Write($"\r{Units.Percent(progress),8}");
            _progressShown = true;
        }
    }

    private void ClearProgress()
    {
        if (_progressShown)
        {
            _context.Error.Write("\r\e[K");
            _progressShown = false;
        }
    }

    /// <summary>For commands that started a task: prints its id (<c>--detach</c>), or waits and says how it went.</summary>
    /// <param name="run">The command.</param>
    /// <param name="response">The API's answer: a task id, or null where it was done at once.</param>
    /// <param name="detach">Whether not to wait.</param>
    /// <param name="done">What to print when it went well.</param>
    /// <param name="failed">What to print before the reason when it did not, for example <c>Cannot start VM 100</c>.</param>
    public static int Finish(Invocation run, ApiResponse response, bool detach, string done, string failed)
    {
        var upid = response.Data.ValueKind == JsonValueKind.String ? response.Data.GetString() : null;
        var context = run.Context;
        if (!Upid.TryParse(upid, out _))
        {
            if (run.Json)
            {
                return run.PrintJson(response);
            }

            context.Out.WriteLine(done);
            return ExitCode.Ok;
        }

        if (detach)
        {
            context.Out.WriteLine(run.Json ? response.Data.GetRawText() : upid);
            return ExitCode.Ok;
        }

        var outcome = new TaskWaiter(run, upid).Wait(context.ErrorIsTerminal && !run.Json ? context.Error : null);
        if (run.Json)
        {
            PrintOutcome(context.Out, upid, outcome);
        }

        if (!outcome.IsGood)
        {
            // A reason that is a sentence of its own already says what could not be done.
            var reason = outcome.ExitStatus.StartsWith("Cannot ", StringComparison.Ordinal) ? outcome.ExitStatus : $"{failed}: {outcome.ExitStatus}";
            throw new CliException(ExitCode.Failed, reason, [$"Log: domar task log {upid}"]);
        }

        if (!run.Json)
        {
            context.Out.WriteLine(done);
        }

        if (outcome.HasWarnings)
        {
            context.Error.WriteLine($"There is something to know ({outcome.ExitStatus}): domar task log {upid}");
        }

        return ExitCode.Ok;
    }

    private static void PrintOutcome(TextWriter output, string upid, TaskOutcome outcome)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("upid", upid);
            json.WriteString("exitstatus", outcome.ExitStatus);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }
}
