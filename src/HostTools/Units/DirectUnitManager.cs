using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Domar.HostTools.Exec;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Units;

/// <summary>
/// Supervises units without systemd, for standalone mode. Each unit leads a session of its own and bears its name and its instance in its
/// environment (DOMAR_UNIT, DOMAR_INSTANCE); the process table is the only record, so that a daemon killed at any moment finds all of them again.
/// </summary>
/// <remarks>
/// Memory of running units is a cache of the process table: each entry holds the process by a pidfd, which says when it ends.
/// A unit that this program did not start itself (adopted) is not its child: how it ends is not known to anyone.
/// </remarks>
public sealed class DirectUnitManager : IUnitManager, IDisposable
{
    private const int MaxNameBytes = 255;
    private const int LogTailBytes = 4096;
    private static readonly TimeSpan ExecGrace = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly UnitMarker _marker;
    private readonly UnitScanner _scanner;
    private readonly Dictionary<string, Unit> _units = new(StringComparer.Ordinal);
    private bool _scanned;

    /// <summary>Makes a manager of the units of one instance.</summary>
    /// <param name="instanceFolder">The instance's folder; must exist. Symbolic links are resolved, so that every name of the folder means the same instance.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public DirectUnitManager(string instanceFolder)
    {
        _marker = new UnitMarker(CanonicalPath.Of(instanceFolder));
        _scanner = new UnitScanner(_marker);
    }

    /// <inheritdoc/>
    public async Task<UnitState> StartAsync(UnitSpec spec, CancellationToken cancellationToken)
    {
        Validate(spec);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_scanned)
            {
                await ScanAsync(cancellationToken).ConfigureAwait(false);
            }

            RefuseIfRunning(spec.Name);
            using var log = OpenLog(spec);
            if (!TryLock(log))
            {
                // Somebody has this log open as a unit's: a unit that a daemon started in its last moment, or a helper that a dead unit left behind.
                await LookAgainAsync(spec.Name, cancellationToken).ConfigureAwait(false);
            }

            _ = Libc.ftruncate((int)log.DangerousGetHandle(), 0);
            var process = Spawn(spec, log);
            var startTicks = ProcessTable.ReadStat(process.Pid)?.StartTicks;
            var state = new UnitState(spec.Name, process.Pid, startTicks is { } ticks ? ProcessTable.StartedAt(ticks) : DateTimeOffset.UnixEpoch);
            _units[spec.Name] = Watch(state, process.Handle, spec.LogPath);
            return state;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UnitState>> ListAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ScanAsync(cancellationToken).ConfigureAwait(false);
            return [.. _units.Values.Where(unit => unit.IsRunning).Select(unit => unit.State).OrderBy(state => state.Name, StringComparer.Ordinal)];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task KillAsync(string name, UnitSignal signal, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { IsRunning: true } unit)
        {
            return;
        }

        try
        {
            unit.Process.SendSignal((int)signal);
        }
        catch (ObjectDisposedException)
        {
            // It ended between the two lines above.
        }
        catch (Win32Exception exception)
        {
            throw new UnitException($"Cannot send signal {(int)signal} to {name} (process {unit.State.MainPid}): {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Without systemd nobody knows a unit's processes but for the main one; what QEMU starts ends with it.</remarks>
    public Task KillAllAsync(string name, CancellationToken cancellationToken) => KillAsync(name, UnitSignal.Kill, cancellationToken);

    /// <inheritdoc/>
    public async Task<UnitExit> WaitForExitAsync(string name, CancellationToken cancellationToken)
    {
        var unit = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        return unit is null ? new UnitExit(null, null, "") : await unit.Exit.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of the units; they run on.</summary>
    public void Dispose() => _gate.Dispose();

    private static void Validate(UnitSpec spec)
    {
        if (spec.Name.Length == 0 || Encoding.UTF8.GetByteCount(spec.Name) > MaxNameBytes || spec.Name.AsSpan().ContainsAny('\0', '/'))
        {
            throw new UnitException($"'{spec.Name}' cannot be a unit's name: 1 to {MaxNameBytes} bytes without '/' are allowed.");
        }
    }

    private static SafeFileHandle OpenLog(UnitSpec spec)
    {
        // Not by File.OpenHandle: that takes a lock which the unit would keep, and which then stops others of .NET from reading the log.
        var fd = Libc.open(spec.LogPath, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND | Libc.O_CLOEXEC, 0b110_100_000);
        return fd < 0
            ? throw new UnitException($"Cannot start {spec.Name}: its log '{spec.LogPath}' cannot be written: {Libc.Describe(Marshal.GetLastPInvokeError())}.")
            : new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>
    /// Takes a lock that lives as long as anyone holds this opening of the log: the unit inherits it. So a start finds a running unit of the same
    /// name without a look at the process table, even one whose exec has not happened yet.
    /// </summary>
    private static unsafe bool TryLock(SafeFileHandle log)
    {
        // struct flock of 64-bit Linux: type and whence (2 bytes each), 4 of padding, start and length (8 each), pid.
        var range = stackalloc byte[32];
        new Span<byte>(range, 32).Clear();
        *(short*)range = 1; // F_WRLCK, from the start, without end
        return Libc.fcntl((int)log.DangerousGetHandle(), Libc.F_OFD_SETLK, (nint)range) == 0;
    }

    private NativeProcess Spawn(UnitSpec spec, SafeFileHandle log)
    {
        try
        {
            return NativeProcess.Spawn(new NativeProcessSpec
            {
                Path = spec.Program,
                Arguments = spec.Arguments,
                Environment = ChildEnvironment.Create(_marker.Lines(spec.Name)),
                Output = log,
                Error = log,
                WorkingDirectory = "/",
            });
        }
        catch (Win32Exception exception)
        {
            var hint = exception.NativeErrorCode == Libc.ENOENT ? $" {ProgramFinder.HowToInstall(spec.Program)}" : "";
            throw new UnitException($"Cannot start {spec.Name}: '{spec.Program}' cannot be run: {ToolRunner.WhyNotStarted(exception.NativeErrorCode)}{hint}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new UnitException($"Cannot start {spec.Name}: {exception.Message}", exception);
        }
    }

    private void RefuseIfRunning(string name)
    {
        if (_units.TryGetValue(name, out var unit) && unit.IsRunning)
        {
            throw new UnitException($"Cannot start {name}: it runs already, as process {unit.State.MainPid}.");
        }
    }

    /// <summary>Scans again, for as long as an exec may take; returns when no unit of this name has come to light.</summary>
    private async Task LookAgainAsync(string name, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < ExecGrace; waited += ExecGrace / 4)
        {
            await ScanAsync(cancellationToken).ConfigureAwait(false);
            RefuseIfRunning(name);
            await Task.Delay(ExecGrace / 4, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Unit?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_units.ContainsKey(name))
            {
                await ScanAsync(cancellationToken).ConfigureAwait(false);
            }

            return _units.GetValueOrDefault(name);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Adds what the process table has and memory has not. Under the gate.</summary>
    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        var known = _units.Values.Where(unit => unit.IsRunning).Select(unit => unit.State.MainPid).ToHashSet();

        // Off the caller's thread, and left behind on cancellation: /proc/PID/environ waits for a lock of that process, which one that
        // hangs in the kernel may hold for ever.
        var found = await Task.Run(() => _scanner.Scan(known), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (name, pid, process, startTicks) in found)
        {
            if (_units.TryGetValue(name, out var unit) && unit.IsRunning)
            {
                // A child of the known main process that leads a session of its own.
                process.Dispose();
                continue;
            }

            _units[name] = Watch(new UnitState(name, pid, ProcessTable.StartedAt(startTicks)), process, ProcessTable.OutputFile(pid));
        }

        _scanned = true;
    }

    private static Unit Watch(UnitState state, PidFd process, string? logPath) => new(state, process, WatchAsync(process, logPath));

    private static async Task<UnitExit> WatchAsync(PidFd process, string? logPath)
    {
        using (process)
        {
            await process.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            var exit = process.Reap();
            return new UnitExit(exit.ExitCode, exit.Signal, logPath is null ? "" : LogTail.Read(logPath, LogTailBytes));
        }
    }

    private sealed record Unit(UnitState State, PidFd Process, Task<UnitExit> Exit)
    {
        public bool IsRunning => !Process.IsClosed && !HasEnded();

        private bool HasEnded()
        {
            try
            {
                return Process.HasExited;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }
}
