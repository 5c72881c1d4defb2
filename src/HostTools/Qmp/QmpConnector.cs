using System.Net.Sockets;
using System.Text;

namespace Domar.HostTools.Qmp;

/// <summary>Connects to a Unix socket that may be about to appear.</summary>
internal static class QmpConnector
{
    // sizeof(sun_path) of unix(7), less the terminating NUL.
    private const int MaxPathBytes = 107;
    // QEMU takes 30 to 60 ms to its monitor: looked for often then, since every pause adds to a guest's start, and seldom afterwards.
    private static readonly TimeSpan EagerTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan EagerPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LazyPause = TimeSpan.FromMilliseconds(20);

    public static async Task<Socket> ConnectAsync(string path, QmpOptions options, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
        {
            throw new ArgumentException($"The path '{path}' is too long for a Unix socket: at most {MaxPathBytes} bytes are possible. Use a shorter folder.", nameof(path));
        }

        var started = options.Time.GetTimestamp();
        while (true)
        {
            // A look at the name is cheaper than a refused connection, which costs an exception.
            while (!File.Exists(path) && options.Time.GetElapsedTime(started) < options.ConnectTimeout)
            {
                await PauseAsync().ConfigureAwait(false);
            }

            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                if (options.Time.GetElapsedTime(started) >= options.ConnectTimeout)
                {
                    throw new QmpTimeoutException($"QEMU's monitor at {path} did not accept a connection within {options.ConnectTimeout.TotalSeconds:0.###} s: {exception.Message}.", exception);
                }

                // EADDRNOTAVAIL stands for a missing file; EAGAIN for a full backlog.
                if (exception.SocketErrorCode is SocketError.AccessDenied)
                {
                    throw new QmpClosedException($"QEMU's monitor at {path} may not be used by this user.", exception);
                }
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            await PauseAsync().ConfigureAwait(false);
        }

        Task PauseAsync() => Task.Delay(options.Time.GetElapsedTime(started) < EagerTime ? EagerPause : LazyPause, options.Time, cancellationToken);
    }
}
