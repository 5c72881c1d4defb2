using System.Globalization;
using System.Text.Json;

namespace Domar.Image.Tests.Harness;

/// <summary>What <c>domar storage list</c> says.</summary>
internal static class StorageList
{
    private const string ListFile = "/run/list";

    /// <summary>Shell text that waits until so many storages are active, and leaves the list in a file.</summary>
    /// <param name="active">How many.</param>
    /// <param name="text">What the list must contain as well: a word for grep.</param>
    public static string UntilActive(int active, string text = "active") => string.Create(
        CultureInfo.InvariantCulture,
        $"""until domar storage list --json >{ListFile}; [ "$(grep -o '"active":1' {ListFile} | wc -l)" = {active} ] && grep -q '{text}' {ListFile}; do sleep 1; done""");

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
        var list = await shell.MustRunAsync($"{UntilActive(active, text)}\ncat {ListFile}", cancellationToken);
        return JsonDocument.Parse(list);
    }
}
