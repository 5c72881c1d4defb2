using System.Globalization;
using Domar.Core.Api;
using Domar.Core.Primitives;
using Domar.HostTools.Storage;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Storage;
using Domar.Runtime.Store;
using Domar.Runtime.Tasks;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>Storages of the node and the volumes on them.</summary>
internal sealed class StorageHandlers(IStorageService storages, ITaskRunner tasks, IConfigStore store, NodeIdentity identity)
{
    private const string One = "/nodes/{node}/storage/{storage}";

    private static readonly string[] FileFormats = ["raw", "qcow2"];

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/nodes/{node}/storage", ListAsync);
        table.Add(ApiVerb.Get, One + "/status", GetStatusAsync);
        table.Add(ApiVerb.Get, One + "/content", ListContentAsync);
        table.Add(ApiVerb.Post, One + "/content", AllocateAsync);
        table.Add(ApiVerb.Get, One + "/content/{volume}", GetVolumeAsync);
        table.Add(ApiVerb.Delete, One + "/content/{volume}", FreeAsync);
    }

    private async ValueTask<ApiReply> ListAsync(ApiRequest request)
    {
        var wanted = request.Parameters.GetList("content");
        var id = request.Parameters.GetString("storage");
        var onlyEnabled = request.Parameters.GetBoolean("enabled");
        var withFormats = request.Parameters.GetBoolean("format");
        var onlyShared = request.Parameters.GetString("target") is { } target && target != identity.Node && target != "localhost";
        var found = (await storages.ListAsync(request.Aborted))
            .Where(view => (id is null || view.Id == id) && (view.IsEnabled || !onlyEnabled) && (view.IsShared || !onlyShared))
            .Where(view => wanted.All(content => view.Content.Contains(content)))
            .ToList();
        return ApiReply.List(found, (json, view) =>
        {
            StorageJson.WriteListed(json, view);
            if (withFormats)
            {
                // Storages of files hold both formats; those of block devices hold raw only.
                string[] supported = view.Type is "dir" or "nfs" or "cifs" or "btrfs" ? FileFormats : ["raw"];
                json.WriteStartObject("formats"u8);
                json.WriteString("default"u8, "raw"u8);
                json.WriteTexts("supported"u8, supported);
                json.WriteEndObject();
            }
        });
    }

    private async ValueTask<ApiReply> GetStatusAsync(ApiRequest request)
    {
        var id = request.Parameters.Get("storage");
        var view = (await storages.ListAsync(request.Aborted)).FirstOrDefault(view => view.Id == id)
            ?? throw new ApiException(StatusCodes.Status500InternalServerError, $"storage '{id}' does not exist");
        return ApiReply.Object(json => StorageJson.WriteStatus(json, view));
    }

    private async ValueTask<ApiReply> ListContentAsync(ApiRequest request)
    {
        var id = request.Parameters.Get("storage");
        GuestId? owner = request.Parameters.GetInteger("vmid") is { } guest ? new GuestId((int)guest) : null;
        var volumes = await storages.ListContentAsync(id, request.Parameters.GetString("content"), owner, request.Aborted);
        return ApiReply.List(volumes, (json, volume) => StorageJson.WriteVolume(json, id, volume));
    }

    private async ValueTask<ApiReply> AllocateAsync(ApiRequest request)
    {
        var parameters = request.Parameters;
        var driver = storages.GetDriver(parameters.Get("storage"));
        var name = parameters.Get("filename");
        var ending = Path.GetExtension(name).TrimStart('.');
        var format = parameters.GetString("format") ?? (FileFormats.Contains(ending) ? ending : "raw");
        if (FileFormats.Contains(ending) && ending != format)
        {
            throw Bad("format", $"is '{format}', but the name ends in '.{ending}'");
        }

        var volume = await driver.AllocateAsync(
            new VolumeRequest { Owner = request.Guest, Name = name, Format = format, SizeBytes = ReadSize(parameters.Get("size")) }, request.Aborted);
        return ApiReply.Text($"{driver.Id}:{volume}");
    }

    private async ValueTask<ApiReply> GetVolumeAsync(ApiRequest request)
    {
        var (driver, name) = FindVolume(request);
        var volume = await driver.GetAsync(name, request.Aborted);
        return ApiReply.Object(json =>
        {
            StorageJson.WriteVolume(json, driver.Id, volume);
            json.WriteString("path"u8, volume.Path);
        });
    }

    private async ValueTask<ApiReply> FreeAsync(ApiRequest request)
    {
        var (driver, name) = FindVolume(request);

        // Asked first, so that a wrong name is an answer and not a failed task.
        await driver.GetAsync(name, request.Aborted);
        if (FindUser($"{driver.Id}:{name}") is { } user)
        {
            throw new ApiException(
                StatusCodes.Status500InternalServerError, $"Cannot remove volume '{driver.Id}:{name}': '{user}' uses it. Detach it there first.");
        }

        var upid = tasks.Start("imgdel", "", request.User, async (context, cancellationToken) =>
        {
            context.Log($"Removing volume '{driver.Id}:{name}'");
            await driver.FreeAsync(name, cancellationToken);
        });
        return ApiReply.Text(upid.ToString());
    }

    // The texts, not the parsed configs: a volume of a guest whose config cannot be read is just as much in use.
    private string? FindUser(string volumeId)
    {
        foreach (var entry in store.ReadFolder($"nodes/{identity.Node}/qemu-server"))
        {
            for (var at = entry.Text.IndexOf(volumeId, StringComparison.Ordinal); at >= 0; at = entry.Text.IndexOf(volumeId, at + 1, StringComparison.Ordinal))
            {
                var end = at + volumeId.Length;
                var isWhole = (at == 0 || entry.Text[at - 1] is ' ' or '\t' or '=' or ':') && (end == entry.Text.Length || entry.Text[end] is ',' or '\n' or '\r' or ' ');
                if (isWhole)
                {
                    return entry.Path;
                }
            }
        }

        return null;
    }

    private (IStorageDriver Driver, string Name) FindVolume(ApiRequest request)
    {
        var storage = request.Parameters.Get("storage");
        var text = request.Parameters.Get("volume");
        if (!VolumeId.TryParse(text, out var id))
        {
            return (storages.GetDriver(storage), text);
        }

        return id.Storage == storage
            ? (storages.GetDriver(storage), id.Name)
            : throw Bad("volume", $"is on storage '{id.Storage}', but the path says '{storage}'");
    }

    // KiB unless it says otherwise: Proxmox's habit on this one path.
    private static long ReadSize(string text)
    {
        var (digits, shift) = text[^1] switch
        {
            'M' => (text[..^1], 20),
            'G' => (text[..^1], 30),
            _ => (text, 10),
        };
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 && number <= long.MaxValue >> shift
            ? number << shift
            : throw Bad("size", $"value '{(text.Length <= 40 ? text : text[..37] + "...")}' is no size that a volume can have");
    }

    private static ApiException Bad(string parameter, string problem) =>
        new(StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { [parameter] = problem });
}
