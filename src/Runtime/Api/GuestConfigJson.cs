using System.Globalization;
using System.Text.Json;
using Domar.Core.Config;

namespace Domar.Runtime.Api;

/// <summary>A guest's config as the wire shows it: whole numbers and flags as numbers, all else as text, secrets as asterisks.</summary>
internal static class GuestConfigJson
{
    private const string SecretKey = "cipassword";
    private const string SecretText = "**********";

    /// <summary>The members of a section, and the file's digest.</summary>
    public static ApiReply Reply(GuestConfig config, ConfigSection section) => ApiReply.Object(json =>
    {
        foreach (var (key, value) in section.Entries)
        {
            // The notes of a file are its comments; an entry of that name is an old form of them.
            if (key != "description" && !IsRaw(section, key))
            {
                WriteValue(json, section.Schema, key, value);
            }
        }

        WriteRaw(json, section);

        json.WriteOptional("description"u8, section.Description);
        json.WriteString("digest"u8, config.Digest);
    });

    /// <summary>The current state as it will be after the next start.</summary>
    public static ConfigSection WithPending(GuestConfig config)
    {
        if (config.Pending is not { } pending)
        {
            return config.Current;
        }

        var merged = config;
        foreach (var (key, _) in config.PendingDeletes)
        {
            merged = merged.Remove(key);
        }

        foreach (var (key, value) in pending.Entries)
        {
            if (key != "delete")
            {
                merged = merged.Set(key, value);
            }
        }

        return merged.Current;
    }

    /// <summary>Every key with its value now and what is pending; the digest among them.</summary>
    public static IReadOnlyList<PendingKey> Compare(GuestConfig config)
    {
        var deletes = config.PendingDeletes.ToDictionary(pending => pending.Key, pending => pending.Force ? 2 : 1);
        var result = config.Current.Entries
            .Where(entry => entry.Key != "description")
            .Select(entry => new PendingKey(entry.Key, entry.Value, config.Pending?[entry.Key], deletes.GetValueOrDefault(entry.Key)))
            .ToList();
        foreach (var (key, value) in config.Pending?.Entries ?? [])
        {
            if (key != "delete" && config.Current[key] is null)
            {
                result.Add(new PendingKey(key, null, value, 0));
            }
        }

        if (config.Description is { } description)
        {
            result.Add(new PendingKey("description", description, null, 0));
        }

        result.Add(new PendingKey("digest", config.Digest, null, 0));
        return result;
    }

    /// <summary>Members of one key in the list of pending changes.</summary>
    public static void WritePending(Utf8JsonWriter json, PendingKey key)
    {
        json.WriteString("key"u8, key.Key);
        json.WriteOptional("value"u8, Mask(key.Key, key.Value));
        json.WriteOptional("pending"u8, Mask(key.Key, key.Pending));
        if (key.Delete > 0)
        {
            json.WriteNumber("delete"u8, key.Delete);
        }
    }

    private static bool IsRaw(ConfigSection section, string key) => section.Schema.Find(key, out _)?.Type is ConfigValueType.Raw;

    /// <summary>LXC's own keys, which may occur more than once: a list of pairs in the member <c>lxc</c>.</summary>
    private static void WriteRaw(Utf8JsonWriter json, ConfigSection section)
    {
        var raw = section.Entries.Where(entry => IsRaw(section, entry.Key)).ToList();
        if (raw.Count == 0)
        {
            return;
        }

        json.WriteStartArray("lxc"u8);
        foreach (var (key, value) in raw)
        {
            json.WriteStartArray();
            json.WriteStringValue(key);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, ConfigSchema schema, string key, string value)
    {
        switch (schema.Find(key, out _)?.Type)
        {
            case ConfigValueType.Boolean when ConfigValue.TryBoolean(value, out var flag):
                json.WriteNumber(key, flag ? 1 : 0);
                break;
            case ConfigValueType.Integer when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                json.WriteNumber(key, number);
                break;
            default:
                json.WriteString(key, Mask(key, value));
                break;
        }
    }

    private static string? Mask(string key, string? value) => key == SecretKey && value is not null ? SecretText : value;
}
