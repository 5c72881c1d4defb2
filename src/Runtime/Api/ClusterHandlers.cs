using System.Text.Json;
using Domar.Core.Api;
using Domar.Core.Primitives;
using Domar.Runtime.Containers;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Storage;
using Domar.Runtime.Tasks;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>What clients ask of a cluster, answered for the one node that there is.</summary>
internal sealed class ClusterHandlers(IVmService vms, IContainerService containers, IStorageService storages, ITaskRunner tasks, INodeStatusSource source, NodeIdentity identity)
{
    // Proxmox shows about as many; more is what the node's own list is for.
    private const int NewestTasks = 25;

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/cluster/status", _ => ApiReply.List([identity.Node], WriteNode));
        table.Add(ApiVerb.Get, "/cluster/resources", GetResourcesAsync);
        table.Add(ApiVerb.Get, "/cluster/nextid", GetNextId);
        table.Add(ApiVerb.Get, "/cluster/tasks", _ => ApiReply.List(GetNewestTasks(), TaskJson.WriteListed));
    }

    private static void WriteNode(Utf8JsonWriter json, string node)
    {
        json.WriteString("type"u8, "node"u8);
        json.WriteString("id"u8, "node/" + node);
        json.WriteString("name"u8, node);
        json.WriteNumber("nodeid"u8, 0);
        json.WriteFlag("local"u8, true);
        json.WriteFlag("online"u8, true);
        json.WriteString("ip"u8, "127.0.0.1"u8);
        json.WriteString("level"u8, ""u8);
    }

    private List<TaskRecord> GetNewestTasks()
    {
        var running = tasks.List(new TaskFilter { Running = true, Limit = int.MaxValue });
        return [.. running, .. tasks.List(new TaskFilter { Running = false, Limit = NewestTasks })];
    }

    private ApiReply GetNextId(ApiRequest request)
    {
        GuestId? wanted = request.Parameters.GetInteger("vmid") is { } id ? new GuestId((int)id) : null;
        try
        {
            // A text on Proxmox's wire, and some clients insist.
            return ApiReply.Text(vms.NextId(wanted).ToString());
        }
        catch (RequestRefusedException) when (wanted is not null)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                ParameterCheck.FailureMessage,
                new Dictionary<string, string> { ["vmid"] = $"VM {wanted} already exists" });
        }
    }

    private async ValueTask<ApiReply> GetResourcesAsync(ApiRequest request)
    {
        var type = request.Parameters.GetString("type");
        var guests = type is null or "vm" ? vms.List() : [];
        var inContainers = type is null or "vm" ? containers.List() : [];
        var views = type is null or "storage" ? await storages.ListAsync(request.Aborted) : [];
        var status = type is null or "node" ? source.GetStatus() : null;
        return ApiReply.Json(json =>
        {
            json.WriteStartArray();
            foreach (var vm in guests)
            {
                json.WriteStartObject();
                VmStatusJson.WriteResource(json, vm, identity.Node);
                json.WriteEndObject();
            }

            foreach (var container in inContainers)
            {
                json.WriteStartObject();
                ContainerStatusJson.WriteResource(json, container, identity.Node);
                json.WriteEndObject();
            }

            if (status is not null)
            {
                json.WriteStartObject();
                NodeHandlers.WriteFigures(json, status, identity.Node);
                json.WriteEndObject();
            }

            foreach (var view in views)
            {
                json.WriteStartObject();
                StorageJson.WriteResource(json, view, identity.Node);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
