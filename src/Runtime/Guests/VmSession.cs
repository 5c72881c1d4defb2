using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Domar.Core.Qemu;
using Domar.HostTools.Qmp;
using Domar.HostTools.Units;
using Domar.Runtime.Consoles;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Guests;

/// <summary>One run of a VM: its QMP connection, its serial consoles, and the loop that watches them.</summary>
internal sealed class VmSession : GuestSession
{
    private readonly CancellationTokenSource _ended = new();
    private readonly GuestTimings _timings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _deletions = new();
    private volatile QmpClient? _qmp;
    private Task _monitor = Task.CompletedTask;

    public VmSession(
        UnitState unit, Task<UnitExit> exit, string qmpSocketPath, IReadOnlyDictionary<string, string> serialSockets,
        GuestTimings timings, TimeProvider time, ILogger logger)
        : base(unit, exit)
    {
        QmpSocketPath = qmpSocketPath;
        Consoles = serialSockets.ToDictionary(pair => pair.Key, pair => SerialConsoleHub.Start(pair.Value, logger));
        _timings = timings;
        _time = time;
        _logger = logger;
    }

    public string QmpSocketPath { get; }

    /// <summary>Serial consoles by config key, for example <c>serial0</c>.</summary>
    public IReadOnlyDictionary<string, SerialConsoleHub> Consoles { get; }

    /// <summary>The connection to QEMU's monitor.</summary>
    /// <exception cref="QmpClosedException">There is none at the moment.</exception>
    public QmpClient Qmp => _qmp ?? throw new QmpClosedException($"no connection to QEMU's monitor at {QmpSocketPath}");

    /// <inheritdoc/>
    public override string? ProgramVersion => _qmp?.Greeting.Version.ToString();

    /// <inheritdoc/>
    public override string ProgramName => "QEMU";

    /// <summary>Machine type with its version, for example <c>pc-i440fx-7.2</c>; null before QEMU has said it.</summary>
    public string? MachineType { get; private set; }

    /// <summary>Connects to the monitor; gives up when the process ends.</summary>
    public async Task ConnectAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        var connect = QmpClient.ConnectAsync(QmpSocketPath, new QmpOptions { ConnectTimeout = timeout, CommandTimeout = _timings.CommandDeadline, Time = _time }, gone.Token);
        if (await Task.WhenAny(connect, Exit).ConfigureAwait(false) == Exit && !connect.IsCompletedSuccessfully)
        {
            await gone.CancelAsync().ConfigureAwait(false);
            await ((Task)connect).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new QmpClosedException("QEMU ended before its monitor answered");
        }

        _qmp = await connect.ConfigureAwait(false);
        MachineType ??= await ReadMachineTypeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>It sees QEMU's events, and whether QMP answers.</remarks>
    public override void StartMonitoring(Action<GuestEvent> post) => _monitor = Task.Run(() => MonitorAsync(post, _ended.Token), CancellationToken.None);

    /// <inheritdoc/>
    public override Task EndAfterShutdownAsync(CancellationToken cancellationToken) => Qmp.ExecuteAsync("quit", null, null, cancellationToken);

    /// <summary>Asks QEMU for its run state.</summary>
    public async Task<string> QueryStatusAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await Qmp.ExecuteAsync("query-status", null, timeout, cancellationToken).ConfigureAwait(false);
        return reply.GetProperty("status").GetString() ?? "unknown";
    }

    /// <summary>Carries out one step of a plan; a device that is to go has gone when this returns.</summary>
    /// <exception cref="QmpException">QEMU refused or did not answer, or the guest does not let the device go; optional steps do not fail for a refusal.</exception>
    public async Task ExecuteAsync(QmpStep step, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deleted = step.AwaitDeletedDevice is { } device
            ? _deletions.GetOrAdd(device, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
            : Task.CompletedTask;
        try
        {
            await Qmp.ExecuteRawAsync(step.Command, Encoding.UTF8.GetBytes(step.ArgumentsJson), timeout, cancellationToken).ConfigureAwait(false);
            await deleted.WaitAsync(timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (QmpErrorException) when (step.IsOptional)
        {
            // The plan says that this refusal does no harm.
        }
        catch (TimeoutException e)
        {
            throw new QmpTimeoutException($"the guest did not let go of device '{step.AwaitDeletedDevice}' within {timeout.TotalSeconds:0} s", e);
        }
        finally
        {
            if (step.AwaitDeletedDevice is { } name)
            {
                _deletions.TryRemove(name, out _);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        foreach (var console in Consoles.Values)
        {
            await console.DisposeAsync().ConfigureAwait(false);
        }

        if (_qmp is { } qmp)
        {
            await qmp.DisposeAsync().ConfigureAwait(false);
        }

        await _monitor.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task MonitorAsync(Action<GuestEvent> post, CancellationToken cancellationToken)
    {
        _ = ReportExitAsync(post);
        Task pump = Task.CompletedTask;
        try
        {
            while (true)
            {
                try
                {
                    if (_qmp is null or { Completion.IsCompleted: true })
                    {
                        await ReconnectAsync(cancellationToken).ConfigureAwait(false);
                    }

                    if (pump.IsCompleted)
                    {
                        pump = PumpEventsAsync(Qmp, post, cancellationToken);
                    }

                    post(new Answered(this, await QueryStatusAsync(_timings.PingDeadline, cancellationToken).ConfigureAwait(false)));
                }
                catch (QmpException e)
                {
                    post(new Silent(this, e.Message));
                }

                await Task.Delay(_timings.PingInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session is over.
        }
        catch (Exception e)
        {
            Log.MonitorFailed(_logger, e, Unit.Name);
            post(new Silent(this, $"its monitor failed: {e.Message}"));
        }
    }

    private async Task<string?> ReadMachineTypeAsync(CancellationToken cancellationToken)
    {
        const string Suffix = "-machine"; // of every machine's QOM type
        var arguments = new JsonObject { ["path"] = "/machine", ["property"] = "type" };
        var type = (await Qmp.ExecuteAsync("qom-get", arguments, null, cancellationToken).ConfigureAwait(false)).ToString();
        return type.EndsWith(Suffix, StringComparison.Ordinal) ? type[..^Suffix.Length] : type;
    }

    private async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        if (_qmp is { } old)
        {
            _qmp = null;
            await old.DisposeAsync().ConfigureAwait(false);
        }

        await ConnectAsync(_timings.PingDeadline, cancellationToken).ConfigureAwait(false);
    }

    private async Task PumpEventsAsync(QmpClient qmp, Action<GuestEvent> post, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var e in qmp.Events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (e.Name == "DEVICE_DELETED" && e.Data.TryGetProperty("device", out var device) &&
                    _deletions.TryGetValue(device.GetString() ?? "", out var deletion))
                {
                    deletion.TrySetResult();
                }

                post(new QmpEventArrived(this, e));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session is over.
        }
        catch (QmpException)
        {
            // The connection is gone; the next look says so and connects again.
        }
    }
}
