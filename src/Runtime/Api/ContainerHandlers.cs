using System.Text;
using System.Text.Json;
using Domar.Core.Api;
using Domar.Core.Tasks;
using Domar.Runtime.Containers;
using Domar.Runtime.Guests;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>Containers: list, status, power, create, destroy, commands in them.</summary>
internal sealed class ContainerHandlers(IContainerService containers)
{
    private const string Container = "/nodes/{node}/lxc/{vmid}";

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/nodes/{node}/lxc", _ => ApiReply.List(containers.List(), ContainerStatusJson.WriteMembers));
        table.Add(ApiVerb.Post, "/nodes/{node}/lxc", CreateAsync);
        table.Add(ApiVerb.Delete, Container, request => Task(containers.Destroy(
            request.Guest, request.Parameters.GetBoolean("force"), skipLock: false, request.User)));
        table.Add(ApiVerb.Get, Container + "/status/current", request => ApiReply.Object(json =>
        {
            ContainerStatusJson.WriteMembers(json, containers.GetStatus(request.Guest));
            VmStatusJson.WriteCurrentMembers(json);
        }));
        table.Add(ApiVerb.Post, Container + "/status/start", request => Power(request, GuestRequestKind.Start));
        table.Add(ApiVerb.Post, Container + "/status/stop", request => Power(request, GuestRequestKind.Stop));
        table.Add(ApiVerb.Post, Container + "/status/shutdown", request => Power(request, GuestRequestKind.Shutdown));
        table.Add(ApiVerb.Post, Container + "/status/reboot", request => Power(request, GuestRequestKind.Shutdown, reboot: true));
        table.Add(ApiVerb.Get, Container + "/domar/lxcconfig", async request => ApiReply.Text(await containers.ShowConfigAsync(request.Guest, request.Aborted)));
        table.Add(ApiVerb.Post, Container + "/domar/exec", ExecuteAsync);
    }

    private static ApiReply Task(Upid upid) => ApiReply.Text(upid.ToString());

    private ApiReply Power(ApiRequest request, GuestRequestKind kind, bool reboot = false) =>
        Task(containers.Power(request.Guest, kind, VmHandlers.Options(request), request.User, reboot));

    private async ValueTask<ApiReply> CreateAsync(ApiRequest request) => Task(await containers.CreateAsync(
        request.Guest,
        new ContainerRequest
        {
            Template = request.Parameters.GetString("ostemplate")!,
            Settings = request.Parameters.Settings,
            Storage = request.Parameters.GetString("storage") ?? "local",
            Password = request.Parameters.GetString("password"),
            SshPublicKeys = request.Parameters.GetString("ssh-public-keys"),
            Start = request.Parameters.GetBoolean("start"),
        },
        request.User, request.Aborted));

    private async ValueTask<ApiReply> ExecuteAsync(ApiRequest request)
    {
        // Each character is one byte (ContainerExec), so that what a command prints arrives as it is.
        var result = await containers.ExecuteAsync(
            request.Guest, Words(request.Parameters.GetString("command")!), Input(request.Parameters.GetString("input-data")),
            TimeSpan.FromSeconds(request.Parameters.GetInteger("timeout") ?? 30), request.Aborted);
        return ApiReply.Object(json =>
        {
            json.WriteNumber("exitcode"u8, result.ExitCode);
            json.WriteBase64String("stdout"u8, Encoding.Latin1.GetBytes(result.Output));
            json.WriteBase64String("stderr"u8, Encoding.Latin1.GetBytes(result.Error));
        });
    }

    private static List<string> Words(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            List<string> words = [.. document.RootElement.EnumerateArray().Select(word => word.GetString() ?? throw Bad("command", "has a null in it"))];
            return words.Count > 0 ? words : throw Bad("command", "is empty; give the program's name at least");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Bad("command", "is no JSON array of texts, for example [\"ls\",\"-l\"]");
        }
    }

    private static ReadOnlyMemory<byte>? Input(string? base64)
    {
        try
        {
            return base64 is null ? null : Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw Bad("input-data", "is not base64");
        }
    }

    private static ApiException Bad(string parameter, string problem) =>
        new(StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { [parameter] = problem });
}
