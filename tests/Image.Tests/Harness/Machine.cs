using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Domar.HostTools.Qmp;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// A PC in a QEMU of its own: its serial line, its keyboard, screen and buttons. At most two exist at a time in all tests; the others wait in
/// <see cref="StartAsync"/>. A test that needs two machines at once must be the only one to do so, or they wait for each other.
/// </summary>
internal sealed partial class Machine : IAsyncDisposable
{
    // A machine takes more than a core while it boots, and its memory.
    private static readonly SemaphoreSlim Places = new(2);

    // Under load QEMU's main loop may be held up by its own emulation.
    private static readonly TimeSpan QmpPatience = TimeSpan.FromSeconds(60);

    // For hangs: ten times what an installation takes under emulation.
    private static readonly TimeSpan WritingDeadline = TimeSpan.FromMinutes(20);

    // How long a key is held: long enough for a guest under emulation to see it, short enough for a line of text.
    private const int KeyHoldMilliseconds = 40;

    // The shell becomes QEMU; beside it a process waits for the end of the pipe that only the test program holds open: when that is killed,
    // its machines do not go on for ever.
    private const string EndWithTheTests = "exec 3<&0; { cat <&3; kill -9 $$; } >/dev/null 2>&1 & exec \"$@\" 3<&- </dev/null";

    // Ends with either side: what the guest still says then nobody hears.
    private const string Relay = "exec 2>/dev/null 4<&0 5<>\"/dev/tcp/127.0.0.1/$1\" || exit\ncat <&4 >&5 &\ncat <&5\nkill $!\n";

    private readonly TempFolder _folder;
    private readonly Process _qemu;
    private readonly Task<string> _qemuErrors;
    private readonly Lock _eventsLock = new();
    private readonly List<QmpEvent> _events = [];
    private TaskCompletionSource _moreEvents = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SerialConsole? _serial;
    private QmpClient? _qmp;
    private Task _eventPump = Task.CompletedTask;
    private int _eventsConsumed;
    private bool _disposed;

    private Machine(TempFolder folder, MachineFiles files, Process qemu)
    {
        _folder = folder;
        Files = files;
        _qemu = qemu;
        _qemuErrors = qemu.StandardError.ReadToEndAsync();
    }

    /// <summary>Its files; they are gone after <see cref="DisposeAsync"/>.</summary>
    public MachineFiles Files { get; }

    /// <summary>The serial line.</summary>
    public SerialConsole Serial => _serial!;

    /// <summary>QEMU's monitor.</summary>
    public QmpClient Qmp => _qmp!;

    /// <summary>Whether QEMU runs.</summary>
    public bool IsRunning => !_disposed && !_qemu.HasExited;

    /// <summary>Waits for a place among the two machines, and starts one.</summary>
    /// <exception cref="MachineEndedException">QEMU did not start; the message has what it said.</exception>
    public static async Task<Machine> StartAsync(MachineOptions options, CancellationToken cancellationToken)
    {
        var accelerator = await HostAccelerator.GetAsync().WaitAsync(cancellationToken);
        await Places.WaitAsync(cancellationToken);
        Machine? machine = null;
        try
        {
            var folder = new TempFolder();
            var files = new MachineFiles(folder.Path);
            Prepare(options, files);
            await MakePipesAsync(files, cancellationToken);
            string[] command = ["-c", EndWithTheTests, "sh", .. options.Network?.EnterCommand ?? [], "qemu-system-x86_64", .. MachineArguments.Plan(options, files, accelerator.Accelerator)];
            var start = new ProcessStartInfo("sh", command) { RedirectStandardInput = true, RedirectStandardError = true };
            machine = new Machine(folder, files, Process.Start(start)!);
            await machine.ConnectAsync(cancellationToken);
            if (options.Memory is not null)
            {
                // As it was saved: stopped.
                await machine.WaitForStatusAsync("query-status", "paused", ["inmigrate"], cancellationToken);
                await machine.ExecuteAsync("cont", null, cancellationToken);
            }

            return machine;
        }
        catch
        {
            // The place is given back by whoever ends the machine, which may not exist yet.
            if (machine is null)
            {
                Places.Release();
            }
            else
            {
                await machine.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Presses keys one after the other; a name may be a chord: <c>SendKeysAsync(ct, "F1", "ret", "ctrl-alt-F2")</c>.</summary>
    /// <remarks>QEMU plays them at its own pace and answers at once: what they bring about must be waited for.</remarks>
    public async Task SendKeysAsync(CancellationToken cancellationToken, params string[] keys)
    {
        foreach (var key in keys)
        {
            await PressAsync(UsKeyMap.KeysOf(key), cancellationToken);
        }
    }

    /// <summary>Types on the keyboard of the screen (not on the serial line). The guest must have a US key map.</summary>
    public async Task TypeOnScreenAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var character in text)
        {
            await PressAsync(UsKeyMap.KeysFor(character), cancellationToken);
        }
    }

    /// <summary>Writes what the screen shows, as PNG.</summary>
    public Task ScreenshotAsync(string path, CancellationToken cancellationToken) =>
        ExecuteAsync("screendump", new JsonObject { ["filename"] = Path.GetFullPath(path), ["format"] = "png" }, cancellationToken);

    /// <summary>Presses the power button (ACPI).</summary>
    public Task PressPowerButtonAsync(CancellationToken cancellationToken) => ExecuteAsync("system_powerdown", null, cancellationToken);

    /// <summary>Presses the reset button.</summary>
    public Task ResetAsync(CancellationToken cancellationToken) => ExecuteAsync("system_reset", null, cancellationToken);

    /// <summary>Opens the CD drive, whether the guest has locked it or not, and takes the disc out.</summary>
    public Task EjectAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("eject", new JsonObject { ["id"] = MachineOptions.CdName, ["force"] = true }, cancellationToken);

    /// <summary>Pulls a device out, for example the USB stick (<see cref="MachineOptions.UsbName"/>).</summary>
    public Task UnplugAsync(string name, CancellationToken cancellationToken) => ExecuteAsync("device_del", new JsonObject { ["id"] = name }, cancellationToken);

    /// <summary>Plugs a disk into the virtio-scsi controller, which is there when a disk of the machine is on <see cref="DiskBus.Scsi"/>.</summary>
    /// <param name="name">Its name, for <see cref="PullAsync"/>, and its serial number.</param>
    /// <param name="path">Its file, raw.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PlugAsync(string name, string path, CancellationToken cancellationToken)
    {
        // Past this host's page cache: what a killed QEMU had not written is lost.
        var cache = new JsonObject { ["direct"] = true };
        var file = new JsonObject { ["driver"] = "file", ["filename"] = path, ["cache"] = cache };
        await ExecuteAsync("blockdev-add", new JsonObject { ["driver"] = "raw", ["node-name"] = name, ["file"] = file, ["cache"] = cache.DeepClone() }, cancellationToken);
        await ExecuteAsync("device_add", new JsonObject { ["driver"] = "scsi-hd", ["bus"] = "scsi.0", ["id"] = name, ["drive"] = name, ["serial"] = name }, cancellationToken);
    }

    /// <summary>Pulls out what was plugged in, and closes its file.</summary>
    public async Task PullAsync(string name, CancellationToken cancellationToken)
    {
        await UnplugAsync(name, cancellationToken);
        await WaitForEventAsync("DEVICE_DELETED", cancellationToken);
        await ExecuteAsync("blockdev-del", new JsonObject { ["node-name"] = name }, cancellationToken);
    }

    /// <summary>How much the guest has written to a disk since the machine was started, in bytes.</summary>
    /// <param name="drive">Its name: <see cref="MachineOptions.DriveOf"/>, or that of <see cref="PlugAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> WrittenBytesAsync(string drive, CancellationToken cancellationToken)
    {
        var all = await Qmp.ExecuteAsync("query-blockstats", null, QmpPatience, cancellationToken);
        var one = all.EnumerateArray().Single(item => item.GetProperty("device").GetString() == drive || (item.TryGetProperty("node-name", out var node) && node.GetString() == drive));
        return one.GetProperty("stats").GetProperty("wr_bytes").GetInt64();
    }

    /// <summary>Waits until the guest has written a given amount to a disk since the machine was started.</summary>
    /// <exception cref="QmpClosedException">The machine has ended before.</exception>
    public async Task WaitForWritesAsync(string drive, long bytes, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        while (await WrittenBytesAsync(drive, cancellationToken) < bytes)
        {
            if (Stopwatch.GetElapsedTime(begin) > WritingDeadline)
            {
                throw new TimeoutException($"The machine did not write {bytes} bytes to {drive} within {WritingDeadline.TotalMinutes:0} minutes. The end of the console:\n{Serial.Tail}");
            }

            // QEMU has no event for it: it is asked again and again.
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
        }
    }

    /// <summary>Kills QEMU when the guest has written a given amount to a disk, or has ended by itself.</summary>
    /// <returns>Whether it was killed.</returns>
    public async Task<bool> KillAfterAsync(string drive, long bytes, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForWritesAsync(drive, bytes, cancellationToken);
        }
        catch (QmpClosedException)
        {
            await _qemu.WaitForExitAsync(cancellationToken).WaitAsync(QmpPatience, cancellationToken);
            return false;
        }

        await KillAsync();
        return true;
    }

    /// <summary>Stops the machine, writes its memory and devices to a file, and ends QEMU; its disks are then as it left them.</summary>
    /// <param name="path">The file, which must not have a quote in its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SaveAsync(string path, CancellationToken cancellationToken)
    {
        await ExecuteAsync("stop", null, cancellationToken);
        await ExecuteAsync("migrate-set-parameters", new JsonObject { ["max-bandwidth"] = 1L << 40 }, cancellationToken);
        await ExecuteAsync("migrate", new JsonObject { ["uri"] = $"exec:cat > '{path}'" }, cancellationToken);
        await WaitForStatusAsync("query-migrate", "completed", ["setup", "active", "device"], cancellationToken);
        await QuitAsync(cancellationToken);
    }

    /// <summary>Ends QEMU in order, as pulling the plug: what it had buffered is written.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("quit", null, cancellationToken);
        await _qemu.WaitForExitAsync(cancellationToken).WaitAsync(QmpPatience, cancellationToken);
    }

    /// <summary>Kills QEMU (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _qemu.Kill();
        await _qemu.WaitForExitAsync();
    }

    /// <summary>Waits until the guest has powered itself off.</summary>
    /// <exception cref="TimeoutException">It did not; the message has the end of the console.</exception>
    /// <exception cref="MachineEndedException">QEMU ended for another reason.</exception>
    public async Task WaitForPowerOffAsync(CancellationToken cancellationToken, TimeSpan? deadline = null)
    {
        var limit = deadline ?? SerialConsole.DefaultDeadline;
        try
        {
            await _qemu.WaitForExitAsync(cancellationToken).WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The machine did not power off within {limit.TotalSeconds:0} s. The end of the console:\n{Serial.Tail}");
        }

        await _eventPump;
        if (_qemu.ExitCode != 0 || ShutdownReason() != "guest-shutdown")
        {
            throw new MachineEndedException($"The machine ended, but not by powering off. {await HowItEndedAsync()} The end of the console:\n{Serial.Tail}");
        }
    }

    /// <summary>Waits for an event of QEMU's (<c>RESET</c>, <c>DEVICE_DELETED</c>, ...); each is seen by one wait.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public async Task<QmpEvent> WaitForEventAsync(string name, CancellationToken cancellationToken, TimeSpan? deadline = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(deadline ?? SerialConsole.DefaultDeadline);
        while (true)
        {
            Task more;
            lock (_eventsLock)
            {
                while (_eventsConsumed < _events.Count)
                {
                    if (_events[_eventsConsumed++] is { } seen && seen.Name == name)
                    {
                        return seen;
                    }
                }

                more = _moreEvents.Task;
            }

            try
            {
                await more.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"QEMU sent no event {name}. The end of the console:\n{Serial.Tail}");
            }
        }
    }

    /// <summary>The port of this host's loopback that leads to a port of the guest (<see cref="NicOptions.GuestPorts"/>).</summary>
    public async Task<int> PortOf(int guestPort, CancellationToken cancellationToken)
    {
        // There is no QMP command for it.
        var reply = await Qmp.ExecuteAsync("human-monitor-command", new JsonObject { ["command-line"] = "info usernet" }, QmpPatience, cancellationToken);
        var table = reply.GetString()!;
        foreach (Match forward in Forward().Matches(table))
        {
            if (int.Parse(forward.Groups["guest"].Value, CultureInfo.InvariantCulture) == guestPort)
            {
                return int.Parse(forward.Groups["host"].Value, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException($"Port {guestPort} of the guest is not forwarded. QEMU says:\n{table}");
    }

    /// <summary>Ends the machine if it still runs, and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            if (!_qemu.HasExited)
            {
                _qemu.Kill();
                await _qemu.WaitForExitAsync();
            }

            if (_qmp is not null)
            {
                await _qmp.DisposeAsync();
                await _eventPump;
            }

            if (_serial is not null)
            {
                await _serial.DisposeAsync();
            }

            _qemu.Dispose();
            _folder.Dispose();
        }
        finally
        {
            Places.Release();
        }
    }

    [GeneratedRegex(@"TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(?<host>\d+)\s+\S+\s+(?<guest>\d+)")]
    private static partial Regex Forward();

    private static void Prepare(MachineOptions options, MachineFiles files)
    {
        if (options.Nics.Any(static nic => nic.Servers.Count > 0))
        {
            File.WriteAllText(files.Relay, Relay);
        }

        if (options.Firmware is not Firmware.Bios)
        {
            var variables = options.UefiVariables ?? files.UefiVariables;
            if (!File.Exists(variables))
            {
                // Not File.Copy, which copies the permissions too.
                File.WriteAllBytes(variables, File.ReadAllBytes(OvmfFiles.Variables(options.Firmware)));
            }
        }

        foreach (var (index, disk) in options.Disks.Index())
        {
            if (disk.Path is null)
            {
                DiskFiles.MakeBlank(files.BlankDisk(index), disk.SizeMiB);
            }

            if (disk.WriteLog is { } log)
            {
                File.WriteAllBytes(log, []);
            }
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var exited = _qemu.WaitForExitAsync(CancellationToken.None);
        var connecting = ConnectLinesAsync(stop.Token);
        if (await Task.WhenAny(connecting, exited) == exited)
        {
            await stop.CancelAsync();
        }

        try
        {
            await connecting;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A QEMU that refuses its arguments closes its sockets a moment before it is gone.
            throw new MachineEndedException($"QEMU did not start. {await HowItEndedAsync()}", exception);
        }
    }

    private async Task ConnectLinesAsync(CancellationToken cancellationToken)
    {
        var options = QmpOptions.Default with { ConnectTimeout = QmpPatience, CommandTimeout = QmpPatience };
        _qmp = await QmpClient.ConnectAsync(Files.QmpSocket, options, cancellationToken);
        _eventPump = PumpEventsAsync(_qmp);

        // QEMU opened its ends while it read its arguments, so these do not wait; what it has said since is in the pipe.
        _serial = new SerialConsole(OpenPipe(Files.SerialPipe + ".out", FileAccess.Read), OpenPipe(Files.SerialPipe + ".in", FileAccess.Write), HowItEndedAsync);
    }

    private static FileStream OpenPipe(string path, FileAccess access) => new(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static async Task MakePipesAsync(MachineFiles files, CancellationToken cancellationToken)
    {
        using var mkfifo = Process.Start("mkfifo", [files.SerialPipe + ".in", files.SerialPipe + ".out"]);
        await mkfifo.WaitForExitAsync(cancellationToken);
        Assert.AreEqual(0, mkfifo.ExitCode, "mkfifo");
    }

    private async Task PumpEventsAsync(QmpClient qmp)
    {
        await foreach (var item in qmp.Events.ReadAllAsync(CancellationToken.None))
        {
            TaskCompletionSource signal;
            lock (_eventsLock)
            {
                _events.Add(item);
                (signal, _moreEvents) = (_moreEvents, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            signal.SetResult();
        }
    }

    private async Task WaitForStatusAsync(string query, string wanted, string[] before, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            // An event would tell as well, but may have come before there was anybody to see it.
            var status = (await Qmp.ExecuteAsync(query, null, QmpPatience, cancellationToken)).GetProperty("status").GetString();
            if (status == wanted)
            {
                return;
            }

            if (!before.Contains(status) || Stopwatch.GetElapsedTime(begin) > SerialConsole.DefaultDeadline)
            {
                throw new InvalidOperationException($"QEMU's {query} says '{status}', and '{wanted}' was expected.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    private Task PressAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var list = new JsonArray([.. keys.Select(key => (JsonNode)new JsonObject { ["type"] = "qcode", ["data"] = key })]);
        return ExecuteAsync("send-key", new JsonObject { ["keys"] = list, ["hold-time"] = KeyHoldMilliseconds }, cancellationToken);
    }

    private async Task ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellationToken) =>
        await Qmp.ExecuteAsync(command, arguments, QmpPatience, cancellationToken);

    private string? ShutdownReason()
    {
        lock (_eventsLock)
        {
            return _events.FindLast(item => item.Name == "SHUTDOWN") is { } shutdown && shutdown.Data.TryGetProperty("reason", out var reason) ? reason.GetString() : null;
        }
    }

    private async Task<string> HowItEndedAsync()
    {
        try
        {
            await _qemu.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            return "Its lines are closed or silent, but its process still runs.";
        }

        var story = new StringBuilder($"Its exit code is {_qemu.ExitCode}");
        if (ShutdownReason() is { } reason)
        {
            story.Append(CultureInfo.InvariantCulture, $", its last shutdown was a {reason}");
        }

        var errors = (await _qemuErrors).Trim();
        return story.Append(errors.Length > 0 ? $"; it said: {errors}" : ".").ToString();
    }
}
