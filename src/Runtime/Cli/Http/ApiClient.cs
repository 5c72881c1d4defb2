using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Domar.Runtime.Cli.Http;

/// <summary>Calls the API over the daemon's Unix socket, one call after the other over one kept connection.</summary>
/// <param name="socketPath">Path of the socket.</param>
/// <param name="timeout">How long one answer may take.</param>
internal sealed class ApiClient(string socketPath, TimeSpan timeout) : IDisposable
{
    private UnixConnection? _connection;

    /// <summary>Path of the socket.</summary>
    public string SocketPath { get; } = socketPath;

    /// <summary>Reads.</summary>
    /// <param name="path">Below /api2/json, beginning with a slash, already escaped.</param>
    /// <param name="query">Parameters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ApiResponse Get(string path, FormData? query = null, CancellationToken cancellationToken = default) => Call("GET", path, query, cancellationToken);

    /// <summary>Calls a method of the API.</summary>
    /// <param name="method">GET, POST, PUT or DELETE.</param>
    /// <param name="path">Below /api2/json, beginning with a slash, already escaped.</param>
    /// <param name="parameters">Sent in the query (GET, DELETE) or in the body (POST, PUT).</param>
    /// <param name="cancellationToken">Gives up; what was asked may still be done.</param>
    /// <exception cref="CliException">Refused, not reachable, timed out.</exception>
    public ApiResponse Call(string method, string path, FormData? parameters = null, CancellationToken cancellationToken = default)
    {
        var response = Exchange(method, path, parameters, cancellationToken);
        try
        {
            return response.Status is >= 200 and < 300 ? new ApiResponse(response.Body) : throw ApiError.Read(response);
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Failed, $"The daemon's answer to {method} {path} cannot be read: {e.Message}.", inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    private HttpResponse Exchange(string method, string path, FormData? parameters, CancellationToken cancellationToken)
    {
        var request = Format(method, path, parameters);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isFresh = _connection is null;
            var connection = _connection ??= UnixConnection.Open(SocketPath, timeout);
            using var abort = cancellationToken.UnsafeRegister(static state => ((UnixConnection)state!).Abort(), connection);
            try
            {
                connection.Send(request);
                var response = connection.Reader.Read();
                if (!response.KeepAlive)
                {
                    Drop();
                }

                return response;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                Drop();
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception e) when (!isFresh && method == "GET" && e is SocketException or BadAnswerException { BeforeFirstByte: true })
            {
                // The daemon closed the connection that we kept. Asking again is safe for a read only; a fresh connection's failure is reported.
                Drop();
            }
            catch (Exception e) when (e is SocketException or BadAnswerException)
            {
                Drop();
                throw new CliException(ExitCode.Unreachable, $"The daemon at {SocketPath} did not answer {method} {path} properly: {e.Message}.", inner: e);
            }
            catch (CliException)
            {
                Drop();
                throw;
            }
        }
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static byte[] Format(string method, string path, FormData? parameters)
    {
        var hasBody = method is "POST" or "PUT";
        var text = new StringBuilder(256).Append(method).Append(" /api2/json").Append(path);
        if (!hasBody && parameters is { IsEmpty: false })
        {
            text.Append('?').Append(parameters);
        }

        text.Append(" HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n");
        if (hasBody)
        {
            // Escaped, so one byte a character.
            var body = parameters?.ToString() ?? "";
            text.Append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ").Append(body.Length).Append("\r\n\r\n").Append(body);
        }
        else
        {
            text.Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
