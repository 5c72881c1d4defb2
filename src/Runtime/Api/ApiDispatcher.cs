using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Domar.Core.Api;
using Domar.Runtime.Daemon;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Domar.Runtime.Api;

/// <summary>
/// The way of every request: who asks, which method, are the parameters right, the handler, the envelope. One delegate and a small tree instead of
/// ASP.NET's routing keep the program small and the first answer quick.
/// </summary>
internal sealed class ApiDispatcher
{
    private const string StreamPath = "/domar/v1/streams";
    private const string JsonPrefix = "/api2/json";
    private const string ExtJsPrefix = "/api2/extjs";
    private const string JsonType = "application/json;charset=UTF-8";

    // Nothing here is put into a page, so only what JSON itself demands is escaped; names in other scripts stay readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ApiRouter _router;
    private readonly ApiHandlerTable _handlers;
    private readonly NodeIdentity _identity;
    private readonly IStreamEndpoint? _streams;
    private readonly ILogger<ApiDispatcher> _logger;

    // The buffer of the last answer waits here for the next one: a list of 1000 guests would otherwise leave 300 KB behind each time.
    private ArrayBufferWriter<byte>? _spareBuffer;

    public ApiDispatcher(
        ApiRouter router, ApiHandlerTable handlers, NodeIdentity identity, ILogger<ApiDispatcher> logger, IStreamEndpoint? streams = null)
    {
        _router = router;
        _handlers = handlers;
        _identity = identity;
        _logger = logger;
        _streams = streams;
    }

    /// <summary>Serves one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (path, query) = SplitTarget(context);
        var peer = context.Features.Get<PeerIdentity>();
        if (path == StreamPath && _streams is not null && peer is { IsAllowed: true })
        {
            await _streams.HandleAsync(context);
            return;
        }

        var isExtJs = path.StartsWith(ExtJsPrefix, StringComparison.Ordinal);
        var prefix = isExtJs ? ExtJsPrefix : JsonPrefix;
        ApiMatch? match = null;
        var name = $"{context.Request.Method} {path}";
        try
        {
            if (peer is not { IsAllowed: true })
            {
                throw Refuse(peer);
            }

            if (!path.StartsWith(prefix, StringComparison.Ordinal) || (path.Length > prefix.Length && path[prefix.Length] != '/'))
            {
                throw new ApiException(
                    StatusCodes.Status404NotFound, $"There is nothing at '{Shorten(path)}': the API is below {JsonPrefix} and {ExtJsPrefix}.");
            }

            var apiPath = path.Length == prefix.Length ? "/" : path[prefix.Length..];
            name = $"{context.Request.Method} {apiPath}";
            match = FindVerb(context.Request.Method) is { } verb ? _router.Match(verb, apiPath) : null;
            if (match is null || _handlers.Find(match.Method) is not { } handler)
            {
                throw new ApiException(StatusCodes.Status501NotImplemented, $"Method '{Shorten(name)}' not implemented");
            }

            var raw = new RawParameters();
            raw.AddUrlEncoded(Encoding.UTF8.GetBytes(query));
            await RequestBody.ReadAsync(context.Request, raw, context.RequestAborted);
            var check = ParameterChecker.Check(match.Method, match.PathValues, raw);
            if (!check.IsFine)
            {
                throw new ApiException(StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, check.Problems);
            }

            CheckNode(check.Parameters, match.Method);
            var reply = await handler(new ApiRequest(match.Method, check.Parameters, peer.UserName, context.RequestAborted));
            await WriteReplyAsync(context, reply, isExtJs);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is there to be told.
            context.Abort();
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var error = ApiError.From(e, match, _identity.Node);
            if (error.IsUnexpected)
            {
                Log.RequestFailed(_logger, name, peer?.UserName ?? "nobody", e);
            }

            await WriteErrorAsync(context, error, isExtJs);
        }
    }

    private static (string Path, string Query) SplitTarget(HttpContext context)
    {
        // The raw target: Kestrel's Path has %2F and other escapes decoded half.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            target = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
    }

    private static ApiVerb? FindVerb(string method) => method switch
    {
        "GET" => ApiVerb.Get,
        "POST" => ApiVerb.Post,
        "PUT" => ApiVerb.Put,
        "DELETE" => ApiVerb.Delete,
        _ => null,
    };

    private static string Shorten(string text) => text.Length <= 150 ? text : text[..147] + "...";

    private static ApiException Refuse(PeerIdentity? peer) => new(
        StatusCodes.Status403Forbidden,
        peer is null
            ? "Permission denied: this connection does not say who is at its other end."
            : $"Permission denied: {peer.UserName} is neither root nor in the group '{PeerCredentials.GroupName}'. " +
                $"Add the user with 'usermod -aG {PeerCredentials.GroupName} NAME' and log in again.");

    private void CheckNode(CheckedParameters parameters, ApiMethod method)
    {
        if (method.Find("node") is null)
        {
            return;
        }

        var node = parameters.Get("node");
        if (node != _identity.Node && node != "localhost")
        {
            throw new ApiException(
                StatusCodes.Status500InternalServerError, $"hostname lookup '{node}' failed - this node is '{_identity.Node}' and knows no other");
        }
    }

    private async Task WriteReplyAsync(HttpContext context, ApiReply reply, bool isExtJs)
    {
        if (reply.PlainText is { } text)
        {
            context.Response.ContentType = "text/plain;charset=UTF-8";
            var bytes = Encoding.UTF8.GetBytes(text);
            context.Response.ContentLength = bytes.Length;
            await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
            return;
        }

        await WriteJsonAsync(context, json =>
        {
            if (isExtJs)
            {
                json.WriteNumber("success"u8, 1);
            }

            json.WritePropertyName("data"u8);
            if (reply.WriteData is null)
            {
                json.WriteNullValue();
            }
            else
            {
                reply.WriteData(json);
            }

            json.WriteOptional("total"u8, reply.Total);
        });
    }

    private async Task WriteErrorAsync(HttpContext context, ApiError error, bool isExtJs)
    {
        if (!isExtJs)
        {
            context.Response.StatusCode = error.Status;
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = error.ReasonPhrase;
        }

        await WriteJsonAsync(context, json =>
        {
            json.WriteNull("data"u8);
            if (isExtJs)
            {
                json.WriteNumber("success"u8, 0);
                json.WriteNumber("status"u8, error.Status);
            }

            json.WriteString("message"u8, error.Message + "\n");
            if (error.Errors.Count > 0)
            {
                json.WriteStartObject("errors"u8);
                foreach (var (parameter, problem) in error.Errors)
                {
                    json.WriteString(parameter, problem);
                }

                json.WriteEndObject();
            }
        });
    }

    private async Task WriteJsonAsync(HttpContext context, Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = Interlocked.Exchange(ref _spareBuffer, null) ?? new ArrayBufferWriter<byte>(4096);
        try
        {
            await using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            {
                json.WriteStartObject();
                writeMembers(json);
                json.WriteEndObject();
            }

            context.Response.ContentType = JsonType;
            context.Response.Headers.CacheControl = "max-age=0";
            context.Response.ContentLength = buffer.WrittenCount;
            await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        }
        finally
        {
            buffer.ResetWrittenCount();
            _spareBuffer = buffer;
        }
    }
}
