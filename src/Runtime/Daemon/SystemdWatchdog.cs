using Microsoft.Extensions.Hosting.Systemd;

namespace Domar.Runtime.Daemon;

/// <summary>
/// Tells systemd that the daemon lives (<c>WATCHDOG=1</c>, sd_watchdog_enabled(3)), as often as the unit's WatchdogSec asks, and only while the API
/// answers: a daemon that still runs but no longer serves is restarted, and its guests run on.
/// </summary>
internal sealed class SystemdWatchdog : BackgroundService
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    private readonly ISystemdNotifier _notifier;
    private readonly Func<CancellationToken, Task> _probe;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="notifier">Where systemd is told.</param>
    /// <param name="probe">Asks the API; throws when it does not answer.</param>
    /// <param name="interval">Time between two signs of life; also the deadline of each probe.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public SystemdWatchdog(ISystemdNotifier notifier, Func<CancellationToken, Task> probe, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        _notifier = notifier;
        _probe = probe;
        _interval = interval;
        _time = time;
        _logger = logger;
    }

    /// <summary>A third of the time after which systemd gives up, so that two signs may be lost; null when it does not watch this process.</summary>
    /// <param name="microseconds">The variable <c>WATCHDOG_USEC</c>.</param>
    /// <param name="processId">The variable <c>WATCHDOG_PID</c>; null means any process.</param>
    /// <param name="ownProcessId">This process.</param>
    public static TimeSpan? IntervalOf(string? microseconds, string? processId, int ownProcessId)
    {
        if (!long.TryParse(microseconds, out var usec) || usec <= 0)
        {
            return null;
        }

        if (processId is not null && (!int.TryParse(processId, out var watched) || watched != ownProcessId))
        {
            return null;
        }

        return TimeSpan.FromMicroseconds(usec / 3.0);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        var wasSilent = false;
        do
        {
            using var deadline = new CancellationTokenSource(_interval, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stoppingToken);
            try
            {
                await _probe(either.Token).ConfigureAwait(false);
                _notifier.Notify(Alive);
                wasSilent = false;
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                if (!wasSilent)
                {
                    Log.ApiSilent(_logger, e.Message);
                }

                wasSilent = true;
            }
        }
        while (await WaitAsync(timer, stoppingToken).ConfigureAwait(false));
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
