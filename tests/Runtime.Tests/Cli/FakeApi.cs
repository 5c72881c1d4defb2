using System.Net.Sockets;
using System.Text;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Cli;

/// <summary>A daemon that answers from a script over a real Unix socket and keeps what it was asked.</summary>
internal sealed class FakeApi : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];
    private readonly List<(string Request, Queue<byte[]> Answers)> _script = [];
    private readonly List<Socket> _clients = [];

    public FakeApi()
    {
        SocketPath = _folder["api.sock"];
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string SocketPath { get; }

    /// <summary>Whether connections are closed after each answer without saying so before.</summary>
    public bool ClosesSilently { get; init; }

    /// <summary>Every request as "METHOD path?query" or "METHOD path body".</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Answers requests that begin so; the last answer is repeated.</summary>
    public FakeApi On(string request, params string[] jsonAnswers) =>
        OnRaw(request, [.. jsonAnswers.Select(json => Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"))]);

    /// <summary>Answers with a refusal.</summary>
    public FakeApi Refuse(string request, int status, string reason, string json) =>
        OnRaw(request, [Encoding.UTF8.GetBytes($"HTTP/1.1 {status} {reason}\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}")]);

    public FakeApi OnRaw(string request, params byte[][] answers)
    {
        _script.Insert(0, (request, new Queue<byte[]>(answers)));
        return this;
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_gate)
        {
            _clients.ForEach(client => client.Dispose());
        }

        _folder.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.Accept();
                lock (_gate)
                {
                    _clients.Add(client);
                }

                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // disposed: the test is over
        }
    }

    private void Serve(Socket client)
    {
        try
        {
            var received = new List<byte>();
            var buffer = new byte[4096];
            int count;
            while ((count = client.Receive(buffer)) > 0)
            {
                received.AddRange(buffer.AsSpan(0, count));
                while (TryTakeRequest(received) is { } request)
                {
                    if (Answer(request) is not { } answer)
                    {
                        return; // never answered: the client is to time out
                    }

                    client.Send(answer);
                    if (ClosesSilently || answer.Length == 0)
                    {
                        client.Dispose();
                        return;
                    }
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the client left
        }
    }

    private byte[]? Answer(string request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            foreach (var (begin, answers) in _script)
            {
                if (request.StartsWith(begin, StringComparison.Ordinal))
                {
                    return answers.Count == 0 ? null : answers.Count > 1 ? answers.Dequeue() : answers.Peek();
                }
            }
        }

        return Encoding.UTF8.GetBytes("HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n");
    }

    private static string? TryTakeRequest(List<byte> received)
    {
        var text = Encoding.Latin1.GetString([.. received]);
        var headEnd = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (headEnd < 0)
        {
            return null;
        }

        var lines = text[..headEnd].Split("\r\n");
        var length = lines.Skip(1).Where(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal)).Select(line => int.Parse(line[16..])).FirstOrDefault();
        if (text.Length < headEnd + 4 + length)
        {
            return null;
        }

        received.RemoveRange(0, headEnd + 4 + length);
        var request = lines[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal).Replace("/api2/json", "", StringComparison.Ordinal);
        return length == 0 ? request : $"{request} {text.Substring(headEnd + 4, length)}";
    }
}
