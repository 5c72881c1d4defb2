using Domar.Core.Api;
using Domar.Core.Tasks;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Api;

/// <summary>VMs: list, status, power, create, destroy.</summary>
internal sealed class VmHandlers(IVmService vms)
{
    private const string Vm = "/nodes/{node}/qemu/{vmid}";

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/nodes/{node}/qemu", _ => ApiReply.List(vms.List(), VmStatusJson.WriteMembers));
        table.Add(ApiVerb.Post, "/nodes/{node}/qemu", async request => Task(await vms.CreateAsync(
            request.Guest, request.Parameters.Settings, request.Parameters.GetBoolean("start"), request.User, request.Aborted)));
        table.Add(ApiVerb.Delete, Vm, request => Task(vms.Destroy(
            request.Guest,
            new VmDestroyOptions
            {
                SkipLock = request.Parameters.GetBoolean("skiplock"),
                DestroyUnreferencedDisks = request.Parameters.GetBoolean("destroy-unreferenced-disks"),
            },
            request.User)));
        table.Add(ApiVerb.Get, Vm + "/status/current", GetCurrentAsync);
        table.Add(ApiVerb.Post, Vm + "/status/start", request => Task(vms.Start(request.Guest, Options(request), request.User)));
        table.Add(ApiVerb.Post, Vm + "/status/stop", request => Task(vms.Stop(request.Guest, Options(request), request.User)));
        table.Add(ApiVerb.Post, Vm + "/status/shutdown", request => Task(vms.Shutdown(request.Guest, Options(request), request.User)));
        table.Add(ApiVerb.Post, Vm + "/status/reset", request => Task(vms.Reset(request.Guest, Options(request), request.User)));
        table.Add(ApiVerb.Post, Vm + "/status/reboot", request => Task(vms.Reboot(request.Guest, Options(request), request.User)));
        table.Add(ApiVerb.Post, Vm + "/status/suspend", request => Task(vms.Suspend(request.Guest, Options(request), request.User)));
        table.Add(ApiVerb.Post, Vm + "/status/resume", request => Task(vms.Resume(request.Guest, Options(request), request.User)));
        table.Add(ApiVerb.Get, Vm + "/domar/showcmd", async request =>
        {
            var arguments = await vms.ShowCommandAsync(request.Guest, request.Aborted);
            return ApiReply.Json(json =>
            {
                json.WriteStartArray();
                foreach (var argument in arguments)
                {
                    json.WriteStringValue(argument);
                }

                json.WriteEndArray();
            });
        });
    }

    private static ApiReply Task(Upid upid) => ApiReply.Text(upid.ToString());

    // Each method declares those of the options that it has; the others keep their defaults.
    internal static VmPowerOptions Options(ApiRequest request)
    {
        bool Flag(string name) => request.Method.Find(name) is not null && request.Parameters.GetBoolean(name);
        var timeout = request.Method.Find("timeout") is null ? null : request.Parameters.GetInteger("timeout");
        return new VmPowerOptions
        {
            // A client may send any number of seconds; a day is as good as for ever.
            Timeout = timeout is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null,
            ForceStop = Flag("forceStop"),
            SkipLock = Flag("skiplock"),
            OverruleShutdown = Flag("overrule-shutdown"),
        };
    }

    private async ValueTask<ApiReply> GetCurrentAsync(ApiRequest request)
    {
        var status = await vms.GetStatusAsync(request.Guest, request.Aborted);
        return ApiReply.Object(json =>
        {
            VmStatusJson.WriteMembers(json, status);
            if (status.HasAgent)
            {
                json.WriteNumber("agent"u8, 1);
            }

            VmStatusJson.WriteCurrentMembers(json);
        });
    }
}
