using System.Diagnostics;
using System.Net.Sockets;

namespace Domar.Runtime.Cli.Http;

/// <summary>A blocking connection to the daemon's Unix socket with a deadline on each exchange.</summary>
internal sealed class UnixConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;
    private readonly TimeSpan _timeout;
    private long _started;

    private UnixConnection(string path, TimeSpan timeout)
    {
        _path = path;
        _timeout = timeout;
        Reader = new HttpResponseReader(Read);
    }

    /// <summary>Reads answers.</summary>
    public HttpResponseReader Reader { get; }

    /// <summary>Connects.</summary>
    /// <param name="path">Path of the socket.</param>
    /// <param name="timeout">For one request and its answer.</param>
    /// <exception cref="CliException">Nobody listens there.</exception>
    public static UnixConnection Open(string path, TimeSpan timeout)
    {
        var connection = new UnixConnection(path, timeout);
        try
        {
            connection._socket.Connect(new UnixDomainSocketEndPoint(path));
            return connection;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            connection.Dispose();
            throw Unreachable(path, e);
        }
    }

    /// <summary>Sends a request; the deadline for its answer begins.</summary>
    public void Send(ReadOnlySpan<byte> request)
    {
        _started = Stopwatch.GetTimestamp();
        _socket.SendTimeout = Milliseconds(_timeout);
        while (!request.IsEmpty)
        {
            try
            {
                request = request[_socket.Send(request)..];
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                throw TimedOut(e);
            }
        }
    }

    /// <summary>The socket itself, for an upgraded connection; the caller owns it then.</summary>
    public Socket TakeSocket()
    {
        _socket.SendTimeout = 0;
        _socket.ReceiveTimeout = 0;
        return _socket;
    }

    /// <summary>Ends a read that is under way.</summary>
    public void Abort() => _socket.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private int Read(Span<byte> buffer)
    {
        var left = _timeout - Stopwatch.GetElapsedTime(_started);
        if (left <= TimeSpan.Zero)
        {
            throw TimedOut(null);
        }

        try
        {
            _socket.ReceiveTimeout = Milliseconds(left);
            return _socket.Receive(buffer);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw TimedOut(e);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            return 0;
        }
    }

    // 0 would mean "for ever".
    private static int Milliseconds(TimeSpan time) => Math.Max(1, (int)Math.Min(time.TotalMilliseconds, int.MaxValue));

    private CliException TimedOut(Exception? inner) => new(
        ExitCode.Timeout, $"The daemon at {_path} has not answered within {_timeout.TotalSeconds:0.##} s. What was asked may still be done.", inner: inner);

    private static CliException Unreachable(string path, Exception cause)
    {
        var (why, hint) = cause switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => ("connection refused", null),
            // .NET's name for ENOENT and ENOTDIR.
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => ("no such socket", null),
            SocketException { SocketErrorCode: SocketError.AccessDenied } => ("permission denied", "Run as root or as a member of the group 'domar'."),
            ArgumentException => ("the path is empty or too long for a socket (107 bytes)", null),
            _ => (cause.Message, (string?)null),
        };
        return new CliException(
            ExitCode.Unreachable,
            $"No domar daemon answers at {path} ({why}). " +
            (hint ?? "Start it with 'domar daemon --standalone DIR' or name its socket with --socket or DOMAR_SOCKET."),
            inner: cause);
    }
}
