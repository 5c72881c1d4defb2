using System.Text;
using Domar.Core.Api;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Firmware;
using Domar.HostTools.Storage;
using Domar.HostTools.Units;
using Domar.Runtime.Guests;
using Domar.Runtime.Store;
using Domar.Runtime.Tasks;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>An error as the wire shows it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">Text for people; may have several lines.</param>
/// <param name="Errors">Problems by parameter.</param>
/// <param name="IsUnexpected">Whether it is a fault of the daemon, which is logged.</param>
internal sealed record ApiError(int Status, string Message, IReadOnlyDictionary<string, string> Errors, bool IsUnexpected)
{
    private const int MaxReasonLength = 200;

    private static readonly Dictionary<string, string> None = [];

    /// <summary>The message as an HTTP reason phrase: its first line, printable ASCII only, of bounded length.</summary>
    public string ReasonPhrase
    {
        get
        {
            var line = Message.AsSpan();
            var end = line.IndexOfAny('\r', '\n');
            line = end < 0 ? line : line[..end];
            var text = new StringBuilder(Math.Min(line.Length, MaxReasonLength));
            foreach (var c in line[..Math.Min(line.Length, MaxReasonLength)])
            {
                text.Append(c is >= ' ' and <= '~' ? c : '?');
            }

            return text.ToString();
        }
    }

    /// <summary>What an exception means to the client.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="match">The method called and its path values; null when it had not been found yet.</param>
    /// <param name="node">This node's name.</param>
    public static ApiError From(Exception exception, ApiMatch? match, string node) => exception switch
    {
        ApiException e => new(e.Status, e.Message, e.Errors, false),
        RequestFormatException e => new(StatusCodes.Status400BadRequest, e.Message, None, false),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
            StatusCodes.Status413PayloadTooLarge, $"The request's body is larger than {ApiServer.MaxBodyBytes >> 10} KiB.", None, false),
        BadHttpRequestException e => new(e.StatusCode, e.Message, None, false),
        RequestRefusedException { Reason: RefusalReason.BadParameter, Parameters.Count: > 0 } e => new(
            StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, e.Parameters, false),
        RequestRefusedException { Reason: RefusalReason.BadParameter } e => new(StatusCodes.Status400BadRequest, FailureText.Of(e), None, false),
        RequestRefusedException { Reason: RefusalReason.Forbidden } e => new(StatusCodes.Status403Forbidden, FailureText.Of(e), None, false),
        RequestRefusedException { Reason: RefusalReason.Timeout } e => new(StatusCodes.Status504GatewayTimeout, FailureText.Of(e), None, false),
        RequestRefusedException { Reason: RefusalReason.NotFound } e => new(
            StatusCodes.Status500InternalServerError, AddKnownText(FailureText.Of(e), match, node), None, false),
        ConfigValueException e => new(
            StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { [e.Key] = e.Problem }, false),
        RequestRefusedException or ConfigParseException or StoreException or StorageException or ToolException or UnitException or FirmwareException => new(
            StatusCodes.Status500InternalServerError, FailureText.Of(exception), None, false),
        _ => new(StatusCodes.Status500InternalServerError, FailureText.Of(exception), None, true),
    };

    // Clients match these words to tell "not there" from other errors; what to do about it follows on the next line.
    private static string AddKnownText(string message, ApiMatch? match, string node)
    {
        foreach (var (name, value) in match?.PathValues ?? [])
        {
            var known = name switch
            {
                "vmid" when GuestId.TryParse(value, out _) => $"Configuration file 'nodes/{node}/qemu-server/{value}.conf' does not exist",
                "storage" => $"storage '{value}' does not exist",
                _ => null,
            };
            if (known is not null)
            {
                return message.Contains(known, StringComparison.Ordinal) ? message : $"{known}\n{message}";
            }
        }

        return message;
    }
}
