using System.Globalization;
using System.Text.Json;

namespace Domar.Image.Tests.Harness;

/// <summary>What <c>domar storage list</c> says.</summary>
internal static class StorageList
{
    /// <summary>
    /// Waits until so many storages are active, and returns the list: the daemon takes a change of storage.cfg a moment later, and a storage that
    /// has not answered within a second, as may be under emulation, is shown as inactive meanwhile.
    /// </summary>
    /// <param name="shell">Where to ask.</param>
    /// <param name="active">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="text">What the list must contain as well: a word for grep.</param>
    public static async Task<JsonDocument> WhenActiveAsync(ShellSession shell, int active, CancellationToken cancellationToken, string text = "active")
    {
        var count = active.ToString(CultureInfo.InvariantCulture);
        var list = await shell.MustRunAsync(
            $"""
            until domar storage list --json >/run/list; [ "$(grep -o '"active":1' /run/list | wc -l)" = {count} ] && grep -q '{text}' /run/list; do sleep 1; done
            cat /run/list
            """,
            cancellationToken);
        return JsonDocument.Parse(list);
    }
}
