using System.Text.Json;
using Domar.HostTools.Firmware;
using Domar.Runtime.Firmware;

namespace Domar.Runtime.Tests.Api;

/// <summary>Keeps the requests and answers with what it is given.</summary>
internal sealed class FakeFirmwareService : IFirmwareService
{
    public List<FirmwareRequest> Requests { get; } = [];

    /// <summary>Why this host has no slots; null when it has.</summary>
    public string? Refusal { get; set; }

    public string Answer { get; set; } = "null";

    public void RequireSlots()
    {
        if (Refusal is not null)
        {
            throw new FirmwareException(Refusal);
        }
    }

    public Task<JsonElement> RunAsync(FirmwareRequest request, IFirmwareReport report, CancellationToken cancellationToken)
    {
        RequireSlots();
        Requests.Add(request);
        report.Log("at work");
        report.Warn("look out");
        report.Progress(0.5);
        return Task.FromResult(JsonDocument.Parse(Answer).RootElement);
    }
}
