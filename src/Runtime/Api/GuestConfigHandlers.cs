using Domar.Core.Api;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Containers;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>Guests of both kinds: their configuration.</summary>
internal sealed class GuestConfigHandlers(IVmService vms, IContainerService containers, ITaskRunner tasks)
{
    private const string Vm = "/nodes/{node}/qemu/{vmid}";
    private const string Container = "/nodes/{node}/lxc/{vmid}";

    private delegate GuestConfig Reader(GuestId id);

    private delegate Task<Upid> Writer(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken);

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        Add(table, Vm, vms.GetConfig, vms.SetConfigAsync);
        table.Add(ApiVerb.Post, Vm + "/config", async request => ApiReply.Text((await ChangeAsync(request, vms.SetConfigAsync)).ToString()));
        Add(table, Container, containers.GetConfig, containers.SetConfigAsync);
    }

    private void Add(ApiHandlerTable table, string guest, Reader read, Writer write)
    {
        table.Add(ApiVerb.Get, guest + "/config", request => GetConfig(request, read));
        table.Add(ApiVerb.Get, guest + "/pending", request => ApiReply.List(GuestConfigJson.Compare(read(request.Guest)), GuestConfigJson.WritePending));
        table.Add(ApiVerb.Put, guest + "/config", request => ChangeAndWaitAsync(request, write));
    }

    private static ApiReply GetConfig(ApiRequest request, Reader read)
    {
        var config = read(request.Guest);
        if (request.Parameters.GetString("snapshot") is not { } name)
        {
            return GuestConfigJson.Reply(config, request.Parameters.GetBoolean("current") ? config.Current : GuestConfigJson.WithPending(config));
        }

        return config.Snapshots.FirstOrDefault(snapshot => snapshot.Name == name) is { } section
            ? GuestConfigJson.Reply(config, section)
            : throw new ApiException(StatusCodes.Status500InternalServerError, $"snapshot '{name}' does not exist");
    }

    private static async Task<Upid> ChangeAsync(ApiRequest request, Writer write)
    {
        var change = new VmConfigChange
        {
            Set = request.Parameters.Settings,
            Delete = request.Parameters.GetList("delete"),
            Revert = request.Parameters.GetList("revert"),
            Digest = request.Parameters.GetString("digest"),
            SkipLock = request.Method.Find("skiplock") is not null && request.Parameters.GetBoolean("skiplock"),
        };
        CheckKeys("delete", change.Delete, change);
        CheckKeys("revert", change.Revert, change);
        return change.Set.Count + change.Delete.Count + change.Revert.Count > 0
            ? await write(request.Guest, change, request.User, request.Aborted)
            : throw new ApiException(StatusCodes.Status400BadRequest, "There is nothing to change: give keys with values, 'delete' or 'revert'.");
    }

    private static void CheckKeys(string parameter, IReadOnlyList<string> keys, VmConfigChange change)
    {
        if (keys.FirstOrDefault(change.Set.ContainsKey) is { } both)
        {
            throw Bad(parameter, $"names '{both}', which is also given a value");
        }
    }

    private async ValueTask<ApiReply> ChangeAndWaitAsync(ApiRequest request, Writer write)
    {
        var upid = await ChangeAsync(request, write);
        var task = await tasks.WaitAsync(upid, request.Aborted);
        return task is { IsFailed: true }
            ? throw new ApiException(StatusCodes.Status500InternalServerError, task.ExitStatus!)
            : ApiReply.Null;
    }

    private static ApiException Bad(string parameter, string problem) =>
        new(StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { [parameter] = problem });
}
