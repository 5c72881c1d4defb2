using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Domar.HostTools.Units;
using Domar.Runtime.Guests;
using Domar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Guests;

/// <summary>A QEMU that is only a monitor socket and a process end: answers what it is told to, hangs and dies on request.</summary>
internal sealed class FakeQemu : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TaskCompletionSource<UnitExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _commands = [];
    private readonly Task _serve;
    private volatile Socket? _client;
    private volatile bool _silent;

    public FakeQemu()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_folder["qmp"]));
        _listener.Listen();
        _serve = Task.Run(ServeAsync);
    }

    /// <summary>Whether <c>quit</c> ends it.</summary>
    public bool Quits { get; set; } = true;

    public string RunState { get; set; } = "running";

    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_commands)
            {
                return [.. _commands];
            }
        }
    }

    /// <summary>A session on this QEMU with quick looks.</summary>
    public VmSession NewSession(GuestTimings timings) => new(
        new UnitState("domar-vm-100.service", 4711, DateTimeOffset.UnixEpoch), _exit.Task, _folder["qmp"], new Dictionary<string, string>(),
        timings, TimeProvider.System, NullLogger.Instance);

    /// <summary>Reads commands but does not answer any more, as a stopped process would.</summary>
    public void FallSilent() => _silent = true;

    public void AnswerAgain() => _silent = false;

    public void SendEvent(string name) => _client!.Send(Encoding.UTF8.GetBytes($"{{\"event\":\"{name}\",\"timestamp\":{{\"seconds\":1,\"microseconds\":0}}}}\n"));

    public void Die(UnitExit exit)
    {
        _client?.Dispose();
        _exit.TrySetResult(exit);
    }

    public async ValueTask DisposeAsync()
    {
        Die(new UnitExit(0, null, ""));
        _listener.Dispose();
        await _serve.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _folder.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptAsync();
            _client = client;
            await using var stream = new NetworkStream(client);
            using var reader = new StreamReader(stream);
            await WriteAsync(stream, """{"QMP":{"version":{"qemu":{"micro":0,"minor":2,"major":7},"package":""},"capabilities":[]}}""");
            try
            {
                while (await reader.ReadLineAsync() is { } line)
                {
                    await AnswerAsync(stream, line);
                }
            }
            catch (IOException)
            {
                // The client is gone or this QEMU has died.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string line)
    {
        using var command = JsonDocument.Parse(line);
        var name = command.RootElement.GetProperty("execute").GetString()!;
        lock (_commands)
        {
            _commands.Add(name);
        }

        if (_silent)
        {
            return;
        }

        var id = command.RootElement.GetProperty("id").GetRawText();
        var result = name switch
        {
            "query-status" => $$"""{"status":"{{RunState}}","running":true}""",
            "qom-get" => "\"pc-i440fx-7.2-machine\"",
            _ => "{}",
        };
        await WriteAsync(stream, $$"""{"return":{{result}},"id":{{id}}}""");
        if (name == "quit" && Quits)
        {
            Die(new UnitExit(0, null, ""));
        }
    }

    private static Task WriteAsync(NetworkStream stream, string line) => stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n")).AsTask();
}
