using System.Buffers;
using System.Net.Mime;
using Domar.Core.Api;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>Reads a request's body into its parameters.</summary>
internal static class RequestBody
{
    /// <summary>Reads the whole body, which Kestrel keeps below <see cref="ApiServer.MaxBodyBytes"/>. Without a content type it is taken for urlencoded.</summary>
    /// <exception cref="ApiException">Its content type is none that carries parameters.</exception>
    /// <exception cref="RequestFormatException">It cannot be read.</exception>
    public static async Task ReadAsync(HttpRequest request, RawParameters parameters, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                Parse(request.ContentType, result.Buffer, parameters);
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End);
            }

            return;
        }
    }

    private static void Parse(string? contentType, ReadOnlySequence<byte> body, RawParameters parameters)
    {
        if (body.IsEmpty)
        {
            return;
        }

        var bytes = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        var type = contentType?.Split(';')[0].Trim();
        if (type is null || type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            parameters.AddUrlEncoded(bytes);
        }
        else if (type.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase))
        {
            parameters.AddJson(bytes);
        }
        else
        {
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                $"A body of type '{type}' cannot be read. Send application/x-www-form-urlencoded or application/json.");
        }
    }
}
