using System.Text;
using System.Text.Json;

namespace Domar.Runtime.Cli.Http;

/// <summary>Turns an answer that refuses into an exception with its text.</summary>
internal static class ApiError
{
    /// <summary>Reads <c>message</c> and <c>errors</c> of the body; the reason phrase where the body has none.</summary>
    public static CliException Read(HttpResponse response)
    {
        string? message = null;
        var details = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                message = document.RootElement.TryGetProperty("message", out var text) ? text.ToString().Trim() : null;
                if (document.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object)
                {
                    details.AddRange(errors.EnumerateObject().Select(error => $"{error.Name}: {error.Value.ToString().Trim()}"));
                }
            }
        }
        catch (JsonException)
        {
            // Not every refusal has a JSON body (the web server's own have not): a short plain text is better than nothing.
            message = response.Body.Length is > 0 and < 2000 ? Encoding.UTF8.GetString(response.Body.Span).Trim() : null;
        }

        if (string.IsNullOrEmpty(message))
        {
            message = response.Reason.Length > 0 ? response.Reason : $"The daemon answered with HTTP status {response.Status}.";
        }

        return new CliException(response.Status is 504 or 408 ? ExitCode.Timeout : ExitCode.Failed, message, details);
    }
}
