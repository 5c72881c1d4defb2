using System.Text.Json;
using Domar.Core.Api;
using Domar.Core.Config;
using Domar.Runtime.Storage;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>The storages as configured: what storage.cfg says, secrets left out.</summary>
internal sealed class StorageConfigHandlers(IStorageService storages)
{
    private static readonly HashSet<string> Secrets = new(StringComparer.Ordinal) { "password", "encryption-key", "keyring" };

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/storage", List);
        table.Add(ApiVerb.Get, "/storage/{storage}", GetOne);
    }

    private ApiReply List(ApiRequest request)
    {
        var config = storages.Config;
        var type = request.Parameters.GetString("type");
        var digest = config.Digest;
        return ApiReply.List(
            [.. config.Storages.Where(storage => type is null || storage.Type == type)], (json, storage) => WriteMembers(json, storage, digest));
    }

    private ApiReply GetOne(ApiRequest request)
    {
        var config = storages.Config;
        var id = request.Parameters.Get("storage");
        var storage = config.Find(id)
            ?? throw new ApiException(StatusCodes.Status500InternalServerError, $"storage '{id}' does not exist");
        var digest = config.Digest;
        return ApiReply.Object(json => WriteMembers(json, storage, digest));
    }

    private static void WriteMembers(Utf8JsonWriter json, StorageSection storage, string digest)
    {
        json.WriteString("storage"u8, storage.Id);
        json.WriteString("type"u8, storage.Type);
        json.WriteString("digest"u8, digest);
        if (storage["content"] is null)
        {
            json.WriteString("content"u8, string.Join(',', storage.Content.Order(StringComparer.Ordinal)));
        }

        foreach (var (name, value) in storage.Entries)
        {
            if (Secrets.Contains(name))
            {
                continue;
            }

            switch (StorageSchema.FindProperty(name)?.Type)
            {
                // A flag may stand without a value, and is set then.
                case ConfigValueType.Boolean when value.Length == 0 || ConfigValue.TryBoolean(value, out _):
                    json.WriteNumber(name, value.Length == 0 || (ConfigValue.TryBoolean(value, out var flag) && flag) ? 1 : 0);
                    break;
                case ConfigValueType.Integer when ConfigValue.TryInteger(value, out var number):
                    json.WriteNumber(name, number);
                    break;
                default:
                    json.WriteString(name, value);
                    break;
            }
        }
    }
}
