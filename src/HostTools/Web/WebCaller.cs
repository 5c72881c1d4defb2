using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Domar.Core.Install.Answers;

namespace Domar.HostTools.Web;

/// <summary>Asks web servers, a connection for each request.</summary>
/// <param name="time">Clock of the deadlines; null for the system's.</param>
public sealed class WebCaller(TimeProvider? time = null) : IWebCaller
{
    // What is shown of an answer that is no success.
    private const int ErrorBytes = 2048;
    private const int MostRedirects = 5;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<byte[]> SendAsync(WebCall call, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw Failure(call, "it is no URL of a web server; begin it with https:// or http://", isTemporary: false);
        }

        var check = new CertificateCheck(call.CertFingerprint);
        using var handler = new SocketsHttpHandler
        {
            // A redirected POST becomes a GET without what was to be said.
            AllowAutoRedirect = call.Json is null,
            MaxAutomaticRedirections = MostRedirects,
            UseProxy = false,
            UseCookies = false,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Accept(certificate, chain, errors);
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var deadline = new CancellationTokenSource(call.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = CreateRequest(call, address);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token).ConfigureAwait(false);
            return await ReadAsync(call, response, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failure(call, $"the server did not give a whole answer within {call.Timeout.TotalSeconds:0.###} s", isTemporary: true, exception);
        }
        catch (HttpRequestException exception)
        {
            throw check.Refusal is { } refusal ? Failure(call, refusal, isTemporary: false, exception) : Failure(call, Why(exception), isTemporary: true, exception);
        }
        catch (IOException exception)
        {
            throw Failure(call, $"the answer broke off: {exception.Message.TrimEnd('.')}", isTemporary: true, exception);
        }
    }

    private static HttpRequestMessage CreateRequest(WebCall call, Uri address)
    {
        var request = new HttpRequestMessage(call.Json is null ? HttpMethod.Get : HttpMethod.Post, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("domar-install", typeof(WebCaller).Assembly.GetName().Version?.ToString(3)));
        if (call.AuthToken is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        request.Content = call.Json is { } json ? new StringContent(json, Encoding.UTF8, "application/json") : null;
        return request;
    }

    private static async Task<byte[]> ReadAsync(WebCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var (said, _) = await ReadUpToAsync(response, ErrorBytes, cancellationToken).ConfigureAwait(false);
            throw Refused(call, response, Encoding.UTF8.GetString(said).Trim());
        }

        if (response.Content.Headers.ContentLength > call.MaxBytes)
        {
            throw Failure(call, $"the answer has {response.Content.Headers.ContentLength} bytes, and at most {call.MaxBytes} are taken", isTemporary: false);
        }

        var (body, isWhole) = await ReadUpToAsync(response, call.MaxBytes, cancellationToken).ConfigureAwait(false);
        return isWhole ? body : throw Failure(call, $"the answer has more than the {call.MaxBytes} bytes that are taken", isTemporary: false);
    }

    private static async Task<(byte[] Bytes, bool IsWhole)> ReadUpToAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var result = new MemoryStream();
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                var taken = (int)Math.Min(count, most - result.Length);
                result.Write(buffer, 0, taken);
                if (taken < count)
                {
                    return (result.ToArray(), false);
                }
            }

            return (result.ToArray(), true);
        }
    }

    private static WebCallException Refused(WebCall call, HttpResponseMessage response, string said)
    {
        var code = (int)response.StatusCode;
        var name = $"{code} {MessageText.OneLine(response.ReasonPhrase ?? "")}".TrimEnd();
        if (code is >= 300 and < 400 && response.Headers.Location is { } location)
        {
            return Failure(call, $"the server answered {name} and sends on to {MessageText.Quote(location.ToString())}; give that URL itself", isTemporary: false);
        }

        var isTemporary = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        return Failure(call, $"the server answered {name}{(said.Length > 0 ? $": {MessageText.Quote(said)}" : "")}", isTemporary);
    }

    private static string Why(HttpRequestException exception) => exception.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "its host name is not known; check the name, and the network's name server",
        SocketException socket => $"no connection: {socket.Message}",
        AuthenticationException authentication => $"no encrypted connection: {(authentication.InnerException ?? authentication).Message.TrimEnd('.')}",
        IOException broken => $"the connection broke off: {broken.Message.TrimEnd('.')}",
        _ => exception.Message.TrimEnd('.'),
    };

    private static WebCallException Failure(WebCall call, string why, bool isTemporary, Exception? inner = null) =>
        new($"Cannot {(call.Json is null ? "fetch" : "send to")} {MessageText.Quote(call.Url)}: {why}.", isTemporary, inner);
}
