using Domar.Core.Api;
using Domar.Core.Tasks;
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
        table.Add(ApiVerb.Get, Vm + "/config", GetConfig);
        table.Add(ApiVerb.Get, Vm + "/pending", GetPending);
        table.Add(ApiVerb.Post, Vm + "/config", async request => ApiReply.Text((await ChangeAsync(request)).ToString()));
        table.Add(ApiVerb.Put, Vm + "/config", ChangeAndWaitAsync);
    }

    private ApiReply GetConfig(ApiRequest request)
    {
        var config = vms.GetConfig(request.Guest);
        if (request.Parameters.GetString("snapshot") is not { } name)
        {
            return GuestConfigJson.Reply(config, request.Parameters.GetBoolean("current") ? config.Current : GuestConfigJson.WithPending(config));
        }

        return config.Snapshots.FirstOrDefault(snapshot => snapshot.Name == name) is { } section
            ? GuestConfigJson.Reply(config, section)
            : throw new ApiException(StatusCodes.Status500InternalServerError, $"snapshot '{name}' does not exist");
    }

    private ApiReply GetPending(ApiRequest request)
    {
        var config = vms.GetConfig(request.Guest);
        return ApiReply.List(GuestConfigJson.Compare(config), GuestConfigJson.WritePending);
    }

    private async Task<Upid> ChangeAsync(ApiRequest request)
    {
        var change = new VmConfigChange
        {
            Set = request.Parameters.Settings,
            Delete = request.Parameters.GetList("delete"),
            Revert = request.Parameters.GetList("revert"),
            Digest = request.Parameters.GetString("digest"),
            SkipLock = request.Parameters.GetBoolean("skiplock"),
        };
        CheckKeys("delete", change.Delete, change);
        CheckKeys("revert", change.Revert, change);
        return change.Set.Count + change.Delete.Count + change.Revert.Count > 0
            ? await vms.SetConfigAsync(request.Guest, change, request.User, request.Aborted)
            : throw new ApiException(StatusCodes.Status400BadRequest, "There is nothing to change: give keys with values, 'delete' or 'revert'.");
    }

    private static void CheckKeys(string parameter, IReadOnlyList<string> keys, VmConfigChange change)
    {
        if (keys.FirstOrDefault(change.Set.ContainsKey) is { } both)
        {
            throw Bad(parameter, $"names '{both}', which is also given a value");
        }
    }

    private async ValueTask<ApiReply> ChangeAndWaitAsync(ApiRequest request)
    {
        var upid = await ChangeAsync(request);
        var task = await tasks.WaitAsync(upid, request.Aborted);
        return task is { IsFailed: true }
            ? throw new ApiException(StatusCodes.Status500InternalServerError, task.ExitStatus!)
            : ApiReply.Null;
    }

    private static ApiException Bad(string parameter, string problem) =>
        new(StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { [parameter] = problem });
}
