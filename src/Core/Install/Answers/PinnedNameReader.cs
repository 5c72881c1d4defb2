namespace Domar.Core.Install.Answers;

/// <summary>Reads the names that network interfaces are to have.</summary>
internal static class PinnedNameReader
{
    // The kernel's IFNAMSIZ is 16 with the end. The least is Proxmox's.
    private const int LongestName = 15;
    private const int ShortestName = 2;

    public static Dictionary<string, Located<string>> Read(AnswerTable table)
    {
        var result = new Dictionary<string, Located<string>>(StringComparer.Ordinal);
        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, name) in table.Map())
        {
            var mac = key.Value.ToLowerInvariant();
            if (!IsMac(mac))
            {
                table.Fail(key.At, $"{MessageText.Quote(key.Value)} is no MAC address, as in \"24:8a:07:1e:05:bc\"");
                continue;
            }

            if (CheckName(name.Value, mac) is { } wrong)
            {
                table.Fail(name.At, wrong);
            }
            else if (result.TryGetValue(mac, out var first))
            {
                table.Fail(key.At, $"'{mac}' has a name already, in line {first.At.Line}; write one of them");
            }
            else if (!byName.TryAdd(name.Value, mac))
            {
                table.Fail(name.At, $"interface name '{name.Value}' is given to '{byName[name.Value]}' and to '{mac}'; names must differ");
            }
            else
            {
                result.Add(mac, name);
            }
        }

        return result;
    }

    private static bool IsMac(string text) =>
        text.Length == 17 && Enumerable.Range(0, 17).All(i => i % 3 == 2 ? text[i] == ':' : char.IsAsciiHexDigit(text[i]));

    private static string? CheckName(string name, string mac)
    {
        if (name.Length is > LongestName or < ShortestName)
        {
            return $"interface name {MessageText.Quote(name)} for '{mac}' has {name.Length} characters; a name has {ShortestName} to {LongestName}";
        }

        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') || name.All(char.IsAsciiDigit))
        {
            return $"interface name {MessageText.Quote(name)} for '{mac}' must be letters a-z, digits and '_', and not digits only";
        }

        return name is "all" or "default" ? $"interface name '{name}' for '{mac}' means all interfaces in the kernel's settings; choose another" : null;
    }
}
