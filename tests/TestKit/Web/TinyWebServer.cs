using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Domar.TestKit.Web;

/// <summary>A web server, on loopback where no other listener is given, that answers each request with bytes of a test's choice, whole or not, right or not. With a certificate it speaks TLS.</summary>
public sealed class TinyWebServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<WebRequest, Stream, CancellationToken, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly List<WebRequest> _requests = [];

    private TinyWebServer(Func<WebRequest, Stream, CancellationToken, Task> answer, X509Certificate2? certificate, TcpListener? listener = null)
    {
        (_answer, _certificate, _listener) = (answer, certificate, listener ?? new TcpListener(IPAddress.Loopback, 0));
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>Its URL, with a slash at its end.</summary>
    public string Url => $"{(_certificate is null ? "http" : "https")}://localhost:{Port}/";

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<WebRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Answers each request with a text: headers and body as they go over the wire.</summary>
    public static TinyWebServer Answering(Func<WebRequest, string> answer, X509Certificate2? certificate = null, TcpListener? listener = null) =>
        new((request, stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer(request)), token).AsTask(), certificate, listener);

    /// <summary>Answers each request with what is written into the connection, which closes then.</summary>
    public static TinyWebServer Writing(Func<Stream, CancellationToken, Task> answer) => new((_, stream, token) => answer(stream, token), certificate: null);

    /// <summary>A success with this body.</summary>
    public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>A certificate for localhost that nobody has signed.</summary>
    public static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        var token = _stop.Token;
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(token), token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, cancellationToken);
                    stream = tls;
                }

                await using (stream)
                {
                    var request = await ReadAsync(stream, cancellationToken);
                    lock (_requests)
                    {
                        _requests.Add(request);
                    }

                    await _answer(request, stream, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private static async Task<WebRequest> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (bytes.Count < 4 || !bytes[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            bytes.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).ToDictionary(static line => line[..line.IndexOf(':')], static line => line[(line.IndexOf(':') + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return new WebRequest(lines[0].Split(' ')[0], lines[0].Split(' ')[1], headers, Encoding.UTF8.GetString(body));
    }
}
