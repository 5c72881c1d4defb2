using System.ComponentModel;

namespace Domar.HostTools.Exec;

/// <summary>
/// Runs host tools as child processes. A tool has no terminal, and an empty standard input unless it is given one; its descriptors are 0, 1 and 2 only.
/// </summary>
/// <param name="time">Clock of the deadlines; null for the system's.</param>
public sealed class ToolRunner(TimeProvider? time = null) : IToolRunner
{
    /// <summary>How long a killed tool may take to die: one in an uninterruptible sleep does not, and must not hold up the caller.</summary>
    private static readonly TimeSpan DeathTime = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = ProgramFinder.Find(command.Program)
            ?? throw new ToolException($"Cannot run '{command.Program}': there is no such program here. {ProgramFinder.HowToInstall(command.Program)}");

        var (process, streams) = await StartAsync(command, path).ConfigureAwait(false);
        using (process)
        await using (streams.ConfigureAwait(false))
        using (var deadline = new CancellationTokenSource(command.Timeout, _time))
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token))
        {
            var failure = streams.Begin();
            var exited = process.Handle.WaitAsync(CancellationToken.None);
            try
            {
                await await Task.WhenAny(exited, failure).WaitAsync(stop.Token).ConfigureAwait(false);
                await streams.DrainAsync(stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                var died = await KillAsync(process, exited, streams).ConfigureAwait(false);
                var fate = died ? "It was killed." : $"It was killed, but hangs in the kernel (process {process.Pid}); a disk or share that does not answer is the usual cause.";
                throw streams.Failure(exception, fate, deadline.IsCancellationRequested, cancellationToken);
            }
            finally
            {
                await streams.EndInputAsync().ConfigureAwait(false);
            }

            var exit = process.Handle.Reap();
            var code = exit.ExitCode ?? (exit.Signal is { } signal ? 128 + signal : throw new ToolException($"How '{command}' ended is not known: another part of this program took its exit status."));
            return new ToolResult(code, streams.OutputText, streams.ErrorText);
        }
    }

    /// <summary>What a failed exec means, for people.</summary>
    internal static string WhyNotStarted(int error) => error switch
    {
        Libc.EACCES or Libc.EPERM => "it may not be executed by this user.",
        Libc.ENOENT => "it, or the interpreter that it names, is not there.",
        Libc.E2BIG => "its arguments are too long.",
        Libc.EAGAIN => "the limit of processes is reached. Raise it (ulimit -u, TasksMax=), or stop something.",
        Libc.ENOMEM => "the host is out of memory.",
        _ => $"{Libc.Describe(error)}.",
    };

    private async Task<(NativeProcess Process, ToolStreams Streams)> StartAsync(ToolCommand command, string path)
    {
        ToolStreams? streams = null;
        try
        {
            streams = new ToolStreams(command, _time);
            var process = NativeProcess.Spawn(new NativeProcessSpec
            {
                Path = path,
                Arguments = command.Arguments,
                Environment = ChildEnvironment.Create(),
                Input = streams.Input,
                Output = streams.Output,
                Error = streams.Error,
            });
            return (process, streams);
        }
        catch (Exception exception) when (exception is Win32Exception or ArgumentException)
        {
            if (streams is not null)
            {
                await streams.DisposeAsync().ConfigureAwait(false);
            }

            throw exception is Win32Exception system
                ? new ToolException($"Cannot run '{command.Program}' ({path}): {WhyNotStarted(system.NativeErrorCode)}", exception)
                : new ToolException($"Cannot run '{command.Program}': {exception.Message}", exception);
        }
    }

    /// <summary>Kills and reaps; false when it does not die in time, and then it is reaped when it does.</summary>
    private static async Task<bool> KillAsync(NativeProcess process, Task exited, ToolStreams streams)
    {
        process.KillGroup();
        await streams.DrainKilledAsync().ConfigureAwait(false);

        // By the system's clock: a test's clock, which stands still, has no say in how fast a process dies.
        await exited.WaitAsync(DeathTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (exited.IsCompleted)
        {
            _ = process.Handle.Reap();
            return true;
        }

        var late = PidFd.TryOpen(process.Pid);
        if (late is not null)
        {
            _ = ReapLaterAsync(late, exited);
        }

        return false;
    }

    private static async Task ReapLaterAsync(PidFd process, Task exited)
    {
        using (process)
        {
            await exited.ConfigureAwait(false);
            _ = process.Reap();
        }
    }
}
