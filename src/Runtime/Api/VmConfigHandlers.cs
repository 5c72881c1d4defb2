using Domar.Core.Api;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>VMs: their configuration.</summary>
internal sealed class VmConfigHandlers(IVmService vms, ITaskRunner tasks)
{
    private const string Vm = "/nodes/{node}/qemu/{vmid}";

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Post, Vm + "/config", request => ApiReply.Text(vms.SetConfig(request.Guest, ReadChange(request), request.User).ToString()));
        table.Add(ApiVerb.Put, Vm + "/config", ChangeAndWaitAsync);
    }

    private static VmConfigChange ReadChange(ApiRequest request)
    {
        var change = new VmConfigChange
        {
            Set = request.Parameters.Settings,
            Delete = request.Parameters.GetList("delete"),
            Revert = request.Parameters.GetList("revert"),
            Digest = request.Parameters.GetString("digest"),
            SkipLock = request.Parameters.GetBoolean("skiplock"),
        };
        return change.Set.Count + change.Delete.Count + change.Revert.Count > 0
            ? change
            : throw new ApiException(StatusCodes.Status400BadRequest, "There is nothing to change: give keys with values, 'delete' or 'revert'.");
    }

    private async ValueTask<ApiReply> ChangeAndWaitAsync(ApiRequest request)
    {
        var upid = vms.SetConfig(request.Guest, ReadChange(request), request.User);
        var task = await tasks.WaitAsync(upid, request.Aborted);
        return task is { IsFailed: true }
            ? throw new ApiException(StatusCodes.Status500InternalServerError, task.ExitStatus!)
            : ApiReply.Null;
    }
}
