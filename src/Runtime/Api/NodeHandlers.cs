using System.Globalization;
using System.Text.Json;
using Domar.Core.Api;
using Domar.Core.Primitives;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Report;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>The node itself: version, figures, report.</summary>
internal sealed class NodeHandlers(INodeStatusSource source, NodeIdentity identity, ReportBuilder report, NodeGuests guests)
{
    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/version", _ => GetVersion());
        table.Add(ApiVerb.Get, "/nodes/{node}/version", _ => GetVersion());
        table.Add(ApiVerb.Get, "/nodes", _ => ApiReply.List([source.GetStatus()], WriteNode));
        table.Add(ApiVerb.Get, "/nodes/{node}/status", _ => GetStatus());
        table.Add(ApiVerb.Get, "/nodes/{node}/report", GetReportAsync);
        table.Add(ApiVerb.Get, "/domar/report", GetReportAsync);
        table.Add(ApiVerb.Post, "/nodes/{node}/startall", request => ApiReply.Text(
            guests.StartAll(Ids(request), request.Parameters.GetBoolean("force"), request.User).ToString()));
        table.Add(ApiVerb.Post, "/nodes/{node}/stopall", request => ApiReply.Text(guests.StopAll(
            Ids(request),
            request.Parameters.GetInteger("timeout") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            request.Parameters.GetString("force-stop") is null || request.Parameters.GetBoolean("force-stop"),
            request.User).ToString()));
    }

    /// <summary>Members of the node that its entries in <c>/nodes</c> and <c>/cluster/resources</c> share.</summary>
    public static void WriteFigures(Utf8JsonWriter json, NodeStatus status, string node)
    {
        json.WriteString("id"u8, "node/" + node);
        json.WriteString("type"u8, "node"u8);
        json.WriteString("node"u8, node);
        json.WriteString("status"u8, "online"u8);
        json.WriteNumber("cpu"u8, status.CpuUsage);
        json.WriteNumber("maxcpu"u8, status.Cpus);
        json.WriteNumber("mem"u8, status.MemoryTotalBytes - status.MemoryAvailableBytes);
        json.WriteNumber("maxmem"u8, status.MemoryTotalBytes);
        json.WriteNumber("disk"u8, status.DiskTotalBytes - status.DiskFreeBytes);
        json.WriteNumber("maxdisk"u8, status.DiskTotalBytes);
        json.WriteNumber("uptime"u8, status.UptimeSeconds);
        json.WriteString("level"u8, ""u8);
    }

    private static HashSet<GuestId>? Ids(ApiRequest request) => request.Parameters.GetString("vms") is null
        ? null
        : [.. request.Parameters.GetList("vms").Select(text => GuestId.TryParse(text, out var id) ? id : throw new ApiException(
            StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { ["vms"] = $"'{text}' is no guest id" }))];

    private void WriteNode(Utf8JsonWriter json, NodeStatus status)
    {
        WriteFigures(json, status, identity.Node);
        json.WriteString("ssl_fingerprint"u8, ""u8);
    }

    private ApiReply GetVersion()
    {
        var state = source.GetDaemonState();
        return ApiReply.Object(json =>
        {
            json.WriteString("version"u8, ApiVersion.Version);
            json.WriteString("release"u8, ApiVersion.Release);
            json.WriteString("repoid"u8, ApiVersion.RepositoryId);
            json.WriteStartObject("domar"u8);
            json.WriteString("version"u8, state.Version);
            json.WriteString("node"u8, identity.Node);
            json.WriteEndObject();
        });
    }

    private ApiReply GetStatus()
    {
        var status = source.GetStatus();
        var state = source.GetDaemonState();
        return ApiReply.Object(json =>
        {
            json.WriteNumber("uptime"u8, status.UptimeSeconds);
            json.WriteNumber("cpu"u8, status.CpuUsage);
            json.WriteNumber("wait"u8, status.IoWait);
            json.WriteNumber("idle"u8, 0);
            json.WriteTexts("loadavg"u8, status.LoadAverage.Select(load => load.ToString("F2", CultureInfo.InvariantCulture)));
            json.WriteString("pveversion"u8, $"domar/{state.Version}/{ApiVersion.Version}");
            json.WriteString("kversion"u8, $"{status.KernelName} {status.KernelRelease} {status.KernelVersion}");
            WriteSpace(
                json,
                "memory"u8,
                status.MemoryTotalBytes,
                status.MemoryTotalBytes - status.MemoryAvailableBytes,
                status.MemoryFreeBytes,
                "available"u8,
                status.MemoryAvailableBytes);
            WriteSpace(json, "swap"u8, status.SwapTotalBytes, status.SwapTotalBytes - status.SwapFreeBytes, status.SwapFreeBytes, default, 0);
            WriteSpace(
                json,
                "rootfs"u8,
                status.DiskTotalBytes,
                status.DiskTotalBytes - status.DiskFreeBytes,
                status.DiskFreeBytes,
                "avail"u8,
                status.DiskAvailableBytes);

            json.WriteStartObject("cpuinfo"u8);
            json.WriteString("model"u8, status.CpuModel);
            json.WriteNumber("cpus"u8, status.Cpus);
            json.WriteNumber("cores"u8, status.Cores);
            json.WriteNumber("sockets"u8, status.Sockets);
            json.WriteString("mhz"u8, status.CpuMhz.ToString("F3", CultureInfo.InvariantCulture));
            json.WriteEndObject();

            json.WriteStartObject("current-kernel"u8);
            json.WriteString("sysname"u8, status.KernelName);
            json.WriteString("release"u8, status.KernelRelease);
            json.WriteString("version"u8, status.KernelVersion);
            json.WriteString("machine"u8, status.Architecture);
            json.WriteEndObject();

            json.WriteStartObject("boot-info"u8);
            json.WriteString("mode"u8, status.IsEfi ? "efi"u8 : "legacy-bios"u8);
            if (status.IsSecureBoot is { } secure)
            {
                json.WriteFlag("secureboot"u8, secure);
            }

            json.WriteEndObject();

            json.WriteStartObject("domar"u8);
            json.WriteString("version"u8, state.Version);
            json.WriteString("node"u8, identity.Node);
            json.WriteFlag("standalone"u8, identity.IsStandalone);
            json.WriteOptional("accelerator"u8, state.Accelerator);
            json.WriteOptional("accelerator-reason"u8, state.AcceleratorReason);
            json.WriteOptional("certificate-sha256"u8, state.CertificateFingerprint);
            json.WriteOptional("qemu"u8, state.QemuVersion);
            json.WriteTexts("problems"u8, state.Problems);
            json.WriteEndObject();
        });
    }

    private async ValueTask<ApiReply> GetReportAsync(ApiRequest request) => ApiReply.Text(await report.BuildAsync(request.Aborted));

    private static void WriteSpace(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, long total, long used, long free, ReadOnlySpan<byte> availableName, long available)
    {
        json.WriteStartObject(name);
        json.WriteNumber("total"u8, total);
        json.WriteNumber("used"u8, used);
        json.WriteNumber("free"u8, free);
        if (!availableName.IsEmpty)
        {
            json.WriteNumber(availableName, available);
        }

        json.WriteEndObject();
    }
}
