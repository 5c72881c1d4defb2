using System.Text.Json;
using System.Text.RegularExpressions;
using Domar.Core.Api;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.TestKit;

namespace Domar.Core.Tests.Api;

/// <summary>The table of methods against Proxmox's own schema. What differs on purpose is listed here, with the reason.</summary>
[TestClass]
public sealed class ConformanceTests
{
    // Method and parameter of Proxmox's schema that we declare otherwise.
    private static readonly Dictionary<string, string> Differences = new()
    {
        // Kept as Proxmox has them, but with an own name for a grammar that the schema spells out.
        ["POST /nodes/{node}/qemu/{vmid}/status/start machine format"] = "a property string without a name in the schema",
        // Proxmox removes a container's lock with a program on the host only; here whatever the command line can do, the API can.
        ["PUT /nodes/{node}/lxc/{vmid}/config skiplock is not"] = "Domar's own: removes a lock that was left behind",
        ["PUT /nodes/{node}/lxc/{vmid}/config lock is not"] = "one table of keys serves creation, where Proxmox has it, and change",
    };

    [TestMethod]
    public void EveryMethodBuilt_HasProxmoxsParameters()
    {
        var schema = ReadSchema();
        var differences = new List<string>();
        foreach (var method in ApiMethods.All.Where(method => !method.IsOwn))
        {
            if (!schema.TryGetValue(method.Name, out var wanted))
            {
                differences.Add($"{method.Name} is not in the schema: mark it as own");
                continue;
            }

            Compare(method, wanted, differences);
        }

        differences.RemoveAll(difference => Differences.Keys.Any(known => difference.StartsWith(known, StringComparison.Ordinal)));
        Assert.AreEqual("", string.Join('\n', differences));
    }

    [TestMethod]
    public void OwnMethods_AreNotProxmoxs()
    {
        var schema = ReadSchema();
        Assert.AreEqual("", string.Join('\n', ApiMethods.All.Where(method => method.IsOwn && schema.ContainsKey(method.Name)).Select(method => method.Name)));
    }

    [TestMethod]
    public void EveryOtherMethod_IsNotRouted()
    {
        var schema = ReadSchema();
        Assert.HasCount(675, schema);
        var router = new ApiRouter(ApiMethods.All);
        var built = ApiMethods.All.ToDictionary(method => method.Name);
        var wrong = new List<string>();
        foreach (var name in schema.Keys)
        {
            var (verb, path) = (Enum.Parse<ApiVerb>(name.Split(' ')[0], ignoreCase: true), name.Split(' ')[1]);
            var found = router.Match(verb, Regex.Replace(path, @"\{\w[^}]*\}", "100"))?.Method;
            if (found?.Name != (built.ContainsKey(name) ? name : null))
            {
                wrong.Add($"{name} -> {found?.Name ?? "nothing"}");
            }
        }

        Assert.AreEqual("", string.Join('\n', wrong));
    }

    private static void Compare(ApiMethod method, Dictionary<string, JsonElement> wanted, List<string> differences)
    {
        var ours = method.Parameters.ToDictionary(parameter => parameter.Name);
        var keys = method.ConfigKeys is { } kind
            ? ConfigSchema.Of(kind).Keys.Where(key => !key.FileOnly).ToDictionary(key => key.Name)
            : [];
        foreach (var name in ours.Keys.Concat(keys.Keys).Except(wanted.Keys))
        {
            differences.Add($"{method.Name} {name} is not in the schema");
        }

        foreach (var (name, definition) in wanted)
        {
            var where = $"{method.Name} {name}";
            if (ours.TryGetValue(name, out var parameter))
            {
                CompareParameter(where, parameter, definition, differences);
            }
            else if (keys.TryGetValue(name, out var key))
            {
                CompareKey(where, key, definition, differences);
            }
            else
            {
                differences.Add($"{where} is missing");
            }
        }
    }

    private static void CompareParameter(string where, ApiParameter ours, JsonElement wanted, List<string> differences)
    {
        void Same(string what, string? our, string? their)
        {
            if (our != their)
            {
                differences.Add($"{where} {what}: '{our}', schema '{their}'");
            }
        }

        Same("type", ours.Type.ToString().ToLowerInvariant(), Text(wanted, "type"));
        Same("optional", ours.Optional ? "1" : "0", Text(wanted, "optional") ?? "0");
        Same("minimum", ours.Minimum?.ToString(), Text(wanted, "minimum"));
        Same("maximum", ours.Maximum?.ToString(), Text(wanted, "maximum"));
        Same("min_length", ours.MinLength?.ToString(), Text(wanted, "min_length"));
        Same("max_length", ours.MaxLength?.ToString(), Text(wanted, "max_length"));
        Same("pattern", ours.Pattern, Text(wanted, "pattern"));
        Same("default", ours.Default, Text(wanted, "default"));
        Same("format", ours.Format, Text(wanted, "format"));
        Same("enum", Join(ours.AllowedValues), Enumeration(wanted));
    }

    // Formats and patterns of config keys have tests of their own against the same data; here only what the wire shows.
    private static void CompareKey(string where, KeySchema ours, JsonElement wanted, List<string> differences)
    {
        void Same(string what, string? our, string? their)
        {
            if (our != their)
            {
                differences.Add($"{where} {what}: '{our}', schema '{their}'");
            }
        }

        var type = ours.Type == ConfigValueType.PropertyString ? "string" : ours.Type.ToString().ToLowerInvariant();
        Same("type", type, Text(wanted, "type"));
        Same("optional", "1", Text(wanted, "optional") ?? "0");
        Same("minimum", ours.Minimum?.ToString(), Text(wanted, "minimum"));
        Same("maximum", ours.Maximum?.ToString(), Text(wanted, "maximum"));
        Same("max_length", ours.MaxLength?.ToString(), Text(wanted, "max_length"));
        Same("enum", Join(ours.AllowedValues is { Count: 0 } ? null : ours.AllowedValues), Enumeration(wanted));
    }

    private static string? Join(IEnumerable<string>? values) => values is null ? null : string.Join(',', values.Order(StringComparer.Ordinal));

    private static string? Enumeration(JsonElement definition) =>
        definition.TryGetProperty("enum", out var values) ? Join(values.EnumerateArray().Select(value => value.ToString())) : null;

    private static string? Text(JsonElement definition, string member) => !definition.TryGetProperty(member, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            JsonValueKind.Object => "(a grammar)",
            _ => value.ToString(),
        };

    private static Dictionary<string, Dictionary<string, JsonElement>> ReadSchema() => File
        .ReadLines(SharedData.Require("pve", "api", "schema-9.2.3.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(
            method => $"{method.GetProperty("verb").GetString()} {method.GetProperty("path").GetString()}",
            method => method.GetProperty("parameters").EnumerateArray()
                .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.GetProperty("definition")));
}
