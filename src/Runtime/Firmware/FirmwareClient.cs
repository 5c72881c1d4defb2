using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Domar.HostTools.Firmware;

namespace Domar.Runtime.Firmware;

/// <summary>Asks the helper for firmware, which has the rights that the daemon lacks.</summary>
/// <param name="host">Places of this host.</param>
/// <param name="socketPath">The helper's socket.</param>
internal sealed class FirmwareClient(FirmwareHost host, string socketPath) : IFirmwareService
{
    /// <summary>Where systemd listens for the helper (domar-firmware.socket).</summary>
    public const string SocketPath = "/run/domar-firmware.sock";

    /// <inheritdoc/>
    public void RequireSlots() => host.ReadRunning();

    /// <inheritdoc/>
    public async Task<JsonElement> RunAsync(FirmwareRequest request, IFirmwareReport report, CancellationToken cancellationToken)
    {
        RequireSlots();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(socket);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(request.Format() + "\n"), cancellationToken).ConfigureAwait(false);
                using var reader = new StreamReader(stream, Encoding.UTF8);
                while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
                {
                    if (Read(line, report) is { } result)
                    {
                        return result;
                    }
                }
            }
        }
        catch (SocketException exception)
        {
            throw new FirmwareException(
                $"The helper for firmware cannot be reached at {socketPath}: {exception.Message}. 'systemctl status domar-firmware.socket' tells more.", exception);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new FirmwareException($"The helper for firmware gave no answer that can be read: {exception.Message}", exception);
        }

        throw new FirmwareException("The helper for firmware ended before it had answered. 'journalctl -u \"domar-firmware@*\"' tells more.");
    }

    private static JsonElement? Read(string line, IFirmwareReport report)
    {
        using var document = JsonDocument.Parse(line);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "log":
                    report.Log(member.Value.GetString() ?? "");
                    break;
                case "warn":
                    report.Warn(member.Value.GetString() ?? "");
                    break;
                case "progress":
                    report.Progress(member.Value.GetDouble());
                    break;
                case "result":
                    return member.Value.Clone();
                case "error":
                    throw new FirmwareException(member.Value.GetString() ?? "");
                default:
                    throw new JsonException($"'{member.Name}' is not known");
            }
        }

        return null;
    }
}
