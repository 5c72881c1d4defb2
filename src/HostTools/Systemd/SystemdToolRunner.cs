using Domar.HostTools.Exec;
using Domar.HostTools.Units;

namespace Domar.HostTools.Systemd;

/// <summary>
/// Runs host tools as transient units of systemd (<c>domar-tool-*.service</c>), with all rights of root: for what needs mounts, namespaces and
/// devices that the daemon's own unit is denied. Streams are pipes, as those of a child process.
/// </summary>
/// <param name="systemd">systemd.</param>
/// <param name="time">Clock of the deadlines; null for the system's.</param>
/// <remarks>The program must be the same here and for systemd: both see one root. Its environment is systemd's, not this program's.</remarks>
public sealed class SystemdToolRunner(ISystemd systemd, TimeProvider? time = null) : IToolRunner
{
    private const int KillSignal = 9;

    /// <summary>How long a killed tool may take to die: one in an uninterruptible sleep does not, and must not hold up the caller.</summary>
    private static readonly TimeSpan DeathTime = TimeSpan.FromSeconds(5);

    private static int _lastNumber;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = ProgramFinder.Find(command.Program)
            ?? throw new ToolException($"Cannot run '{command.Program}': there is no such program here. {ProgramFinder.HowToInstall(command.Program)}");

        // The process id tells the runs of this program apart: a tool of an earlier one may run still.
        var name = $"domar-tool-{Environment.ProcessId}-{Interlocked.Increment(ref _lastNumber)}.service";
        var streams = new ToolStreams(command, _time);
        await using (streams.ConfigureAwait(false))
        using (var deadline = new CancellationTokenSource(command.Timeout, _time))
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token))
        using (var watchStop = new CancellationTokenSource())
        {
            Task<UnitProperties?>? exited = null;
            try
            {
                await StartAsync(name, command, path, streams, stop.Token).ConfigureAwait(false);
                exited = WaitForEndAsync(name, watchStop.Token);
                var failure = streams.Begin();
                await await Task.WhenAny(exited, failure).WaitAsync(stop.Token).ConfigureAwait(false);
                await streams.DrainAsync(stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not ToolException)
            {
                var died = await KillAsync(name, exited ?? WaitForEndAsync(name, watchStop.Token), streams).ConfigureAwait(false);
                await watchStop.CancelAsync().ConfigureAwait(false);
                var fate = died ? "It was killed." : $"It was killed, but has not ended (unit {name}); a disk or share that does not answer is the usual cause.";
                throw streams.Failure(exception, fate, deadline.IsCancellationRequested, cancellationToken);
            }
            finally
            {
                await streams.EndInputAsync().ConfigureAwait(false);
            }

            return Result(command, await exited.ConfigureAwait(false), streams);
        }
    }

    private static ToolResult Result(ToolCommand command, UnitProperties? unit, ToolStreams streams) =>
        (unit is null ? null : SystemdExits.Of(unit, "")) switch
        {
            { ExitCode: { } code } => new ToolResult(code, streams.OutputText, streams.ErrorText),
            { Signal: { } signal } => new ToolResult(128 + signal, streams.OutputText, streams.ErrorText),
            _ => throw new ToolException($"How '{command}' ended is not known: systemd has forgotten it. systemd or the bus was restarted meanwhile."),
        };

    private async Task StartAsync(string name, ToolCommand command, string path, ToolStreams streams, CancellationToken cancellationToken)
    {
        List<UnitProperty> properties =
        [
            new("Description", new UnitValue.Text($"Domar: {command.Program}")),
            new("Type", new UnitValue.Text("exec")),
            new("ExecStartEx", new UnitValue.Command(path, command.Arguments)),
            new("Environment", new UnitValue.Texts(["LC_ALL=C.UTF-8"])),
            // To stop it is to kill it and all that it has started.
            new("KillSignal", new UnitValue.Code(KillSignal)),
            new("WorkingDirectory", new UnitValue.Text("/")),

            // Known until it was read here, or this connection ends; then forgotten, however it ended.
            new("CollectMode", new UnitValue.Text("inactive-or-failed")),
            new("AddRef", new UnitValue.Flag(true)),
            new("StandardOutputFileDescriptor", new UnitValue.Descriptor(streams.Output)),
            new("StandardErrorFileDescriptor", new UnitValue.Descriptor(streams.Error)),
        ];
        if (streams.Input is { } input)
        {
            properties.Add(new("StandardInputFileDescriptor", new UnitValue.Descriptor(input)));
        }

        try
        {
            var job = await systemd.StartTransientUnitAsync(name, properties, cancellationToken).ConfigureAwait(false);
            if (job is not (JobResult.Done or JobResult.Lost))
            {
                var unit = await systemd.GetUnitPropertiesAsync(name, cancellationToken).ConfigureAwait(false);
                await systemd.UnrefUnitAsync(name, cancellationToken).ConfigureAwait(false);
                var why = unit is null ? null : SystemdExits.WhyNotExecuted(unit);
                throw new ToolException($"Cannot run '{command.Program}' ({path}): {why ?? $"systemd reports '{unit?.Result ?? job.ToString()}'"}.");
            }
        }
        catch (SystemBusException exception)
        {
            throw new ToolException($"Cannot run '{command.Program}': {exception.Message}", exception);
        }
    }

    /// <summary>The unit's state when it has ended; null when it is not known any more.</summary>
    private async Task<UnitProperties?> WaitForEndAsync(string name, CancellationToken cancellationToken)
    {
        await foreach (var change in systemd.WatchUnitsAsync(name, cancellationToken).ConfigureAwait(false))
        {
            if (change is UnitChange.Changed { ActiveState: null, SubState: null })
            {
                continue;
            }

            try
            {
                var unit = await systemd.GetUnitPropertiesAsync(name, cancellationToken).ConfigureAwait(false);
                if (unit is null || SystemdExits.HasEnded(unit))
                {
                    await systemd.UnrefUnitAsync(name, cancellationToken).ConfigureAwait(false);
                    return unit;
                }
            }
            catch (SystemBusException exception) when (exception.IsTransient)
            {
                // Another Resynchronized follows when it is back.
            }
        }

        return null;
    }

    /// <summary>Kills the tool and all that it has started; false when it does not die in time.</summary>
    private async Task<bool> KillAsync(string name, Task<UnitProperties?> exited, ToolStreams streams)
    {
        try
        {
            // Not cancelled with the caller: it is the caller's cancellation that brings us here. A start that is under way is taken back, too.
            await systemd.StopUnitAsync(name, CancellationToken.None).WaitAsync(DeathTime, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SystemBusException or TimeoutException)
        {
            // It ends when it likes; the caller is told that it was not seen to.
        }

        await streams.DrainKilledAsync().ConfigureAwait(false);
        await ((Task)exited).WaitAsync(DeathTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return exited.IsCompletedSuccessfully;
    }
}
