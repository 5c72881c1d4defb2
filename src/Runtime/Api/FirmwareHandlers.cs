using Domar.Core.Api;
using Domar.HostTools.Firmware;
using Domar.Runtime.Firmware;
using Domar.Runtime.Tasks;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>The firmware slots of the node.</summary>
internal sealed class FirmwareHandlers(IFirmwareService firmware, ITaskRunner tasks)
{
    private const string Root = "/nodes/{node}/firmware";

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, Root, request => AskAsync(new FirmwareRequest(FirmwareAction.Status), request));
        table.Add(ApiVerb.Post, Root + "/install", Install);
        table.Add(ApiVerb.Post, Root + "/rollback", request => Start("fwrollback", new FirmwareRequest(FirmwareAction.Rollback), request));
        table.Add(ApiVerb.Post, Root + "/confirm", request => AskAsync(new FirmwareRequest(FirmwareAction.Confirm), request));
        table.Add(
            ApiVerb.Post,
            Root + "/reset",
            request => AskAsync(new FirmwareRequest(FirmwareAction.Reset) { KeepGuests = request.Parameters.Get("guests") == "keep" }, request));
    }

    private async ValueTask<ApiReply> AskAsync(FirmwareRequest request, ApiRequest api)
    {
        var result = await firmware.RunAsync(request, Silence.Instance, api.Aborted);
        return ApiReply.Json(result.WriteTo);
    }

    private ApiReply Install(ApiRequest request)
    {
        var file = request.Parameters.Get("file");
        if (!Path.IsPathFullyQualified(file))
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { ["file"] = "is no absolute path" });
        }

        return Start("fwinstall", new FirmwareRequest(FirmwareAction.Install) { File = file, Reboot = request.Parameters.GetBoolean("reboot") }, request);
    }

    private ApiReply Start(string type, FirmwareRequest request, ApiRequest api)
    {
        firmware.RequireSlots();
        var upid = tasks.Start(type, "", api.User, (context, cancellationToken) => firmware.RunAsync(request, new TaskReport(context), cancellationToken));
        return ApiReply.Text(upid.ToString());
    }

    private sealed class TaskReport(ITaskContext context) : IFirmwareReport
    {
        public void Log(string line) => context.Log(line);

        public void Warn(string line) => context.Warn(line);

        public void Progress(double fraction) => context.Progress(fraction);
    }

    private sealed class Silence : IFirmwareReport
    {
        public static Silence Instance { get; } = new();

        public void Log(string line)
        {
        }

        public void Warn(string line)
        {
        }

        public void Progress(double fraction)
        {
        }
    }
}
