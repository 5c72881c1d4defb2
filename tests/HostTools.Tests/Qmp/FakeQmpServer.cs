using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Domar.HostTools.Tests.Qmp;

/// <summary>The other end of a QMP connection, which answers as it is told to.</summary>
public sealed class FakeQmpServer : IAsyncDisposable
{
    public const string Greeting = """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}}""";

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Channel<FakeQmpCommand> _commands = Channel.CreateUnbounded<FakeQmpCommand>();
    private readonly ConcurrentDictionary<string, string> _answers = new() { ["qmp_capabilities"] = """{"return": {}}""" };
    private NetworkStream? _stream;
    private Task _serving = Task.CompletedTask;

    public FakeQmpServer(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(8);
    }

    /// <summary>Every command that came and has no prepared answer.</summary>
    public ChannelReader<FakeQmpCommand> Commands => _commands.Reader;

    /// <summary>Prepares an answer, without its id, to every command of this name.</summary>
    public FakeQmpServer Answer(string command, string json)
    {
        _answers[command] = json;
        return this;
    }

    /// <summary>Accepts one client in the background.</summary>
    /// <param name="greeting">Null for silence.</param>
    public FakeQmpServer Serve(string? greeting = Greeting)
    {
        _serving = ServeAsync(greeting);
        return this;
    }

    /// <summary>Sends a line as it is.</summary>
    public async Task SendAsync(string line) => await _stream!.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _stream!.WriteAsync(bytes);

    /// <summary>Closes the connection.</summary>
    public void Close() => _stream!.Dispose();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _stream?.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(string? greeting)
    {
        _stream = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
        if (greeting is not null)
        {
            await SendAsync(greeting);
        }

        using var reader = new StreamReader(_stream, leaveOpen: true);
        while (await reader.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var command = new FakeQmpCommand(
                document.RootElement.GetProperty("execute").GetString()!,
                document.RootElement.GetProperty("id").GetInt64(),
                document.RootElement.TryGetProperty("arguments", out var arguments) ? arguments.GetRawText() : null);
            if (_answers.TryGetValue(command.Name, out var answer))
            {
                await SendAsync(answer[..^1] + $", \"id\": {command.Id}}}");
            }
            else
            {
                _commands.Writer.TryWrite(command);
            }
        }
    }
}
