using Domar.Core.Config;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>Checks the settings of a request, and fills in what a new container needs.</summary>
internal static class ContainerSettings
{
    /// <summary>Keys that a request must not set: the program keeps them.</summary>
    private static readonly HashSet<string> Kept = ["digest", "parent", "snaptime", "delete", "pending"];

    /// <summary>Keys that are read when they are needed: never pending.</summary>
    private static readonly HashSet<string> Immediate =
        ["description", "hookscript", "lock", "onboot", "ostype", "protection", "startup", "tags", "template"];

    /// <summary>Whether a key takes effect without the container's restart.</summary>
    public static bool IsImmediate(string key) => Immediate.Contains(key) || MountKeys.IsUnused(key);

    /// <summary>Checks every setting and reports every problem.</summary>
    /// <exception cref="RequestRefusedException">Some are unknown or not allowed.</exception>
    public static void Check(IReadOnlyDictionary<string, string> settings)
    {
        var problems = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in settings)
        {
            var schema = ConfigSchema.Lxc.Find(key, out _);
            if (schema is null || schema.FileOnly || Kept.Contains(key))
            {
                problems[key] = "property is not defined in schema and the schema does not allow additional properties";
            }
            else if (schema.Check(value) is { } problem)
            {
                problems[key] = problem;
            }
        }

        if (problems.Count > 0)
        {
            throw new RequestRefusedException(
                RefusalReason.BadParameter,
                "Parameter verification failed. " + string.Join(" ", problems.Select(problem => $"{problem.Key}: {problem.Value}")), problems);
        }
    }

    /// <summary>A network card's value with what it must have: a MAC address (<c>hwaddr</c>) and the type.</summary>
    public static string WithMac(string value)
    {
        var card = PropertyString.Parse(ConfigSchema.Lxc.Find("net0", out _)!, value);
        return card.With("hwaddr", card["hwaddr"] ?? VmSettings.NewMac()).With("type", card["type"] ?? "veth").ToString();
    }
}
