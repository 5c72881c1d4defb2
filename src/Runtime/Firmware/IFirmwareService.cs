using System.Text.Json;
using Domar.HostTools.Firmware;

namespace Domar.Runtime.Firmware;

/// <summary>The firmware of this host, for the API.</summary>
internal interface IFirmwareService
{
    /// <summary>Whether this host has slots, and which runs; a request that cannot be granted is refused before a task is made of it.</summary>
    /// <exception cref="FirmwareException">It has none; the message says why.</exception>
    void RequireSlots();

    /// <summary>Has something done.</summary>
    /// <param name="request">What.</param>
    /// <param name="report">Is told how it goes on.</param>
    /// <param name="cancellationToken">Gives up where that is safe.</param>
    /// <returns>The result, as the API's <c>data</c>.</returns>
    /// <exception cref="FirmwareException">It cannot be done.</exception>
    Task<JsonElement> RunAsync(FirmwareRequest request, IFirmwareReport report, CancellationToken cancellationToken);
}
