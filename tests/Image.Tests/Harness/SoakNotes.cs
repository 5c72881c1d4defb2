using System.Globalization;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// What has passed of a soak, in <c>out/soak/ISO-SEED/</c>: a run of the same ISO with the same DOMAR_SOAK_SEED goes on after it. Hours of boots
/// need not be repeated for the one that failed, or because the run was broken off. Outside the soak suites nothing is noted.
/// </summary>
internal static class SoakNotes
{
    /// <summary>Reads a note.</summary>
    /// <returns>What it says; null where there is none, or where this is no soak.</returns>
    public static string? Read(string name) => Soak.IsOn && File.Exists(PathOf(name)) ? File.ReadAllText(PathOf(name)) : null;

    /// <summary>Writes a note, in one step.</summary>
    public static void Write(string name, string text)
    {
        if (!Soak.IsOn)
        {
            return;
        }

        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText($"{path}.new", text);
        File.Move($"{path}.new", path, overwrite: true);
    }

    private static string PathOf(string name) =>
        Repository.PathOf("out", "soak", $"{InstalledDisks.IsoId}-{TestSeed.Value.ToString(CultureInfo.InvariantCulture)}", name);
}
