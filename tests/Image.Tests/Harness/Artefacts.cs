using Domar.HostTools.Qmp;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>What is kept of a failed test: console logs and screenshots, under <c>out/test/artefacts/TEST/</c>.</summary>
internal static class Artefacts
{
    /// <summary>Keeps the console's log, the screenshots that the test took, and one of now.</summary>
    /// <param name="machine">A machine that is not disposed yet.</param>
    /// <param name="testName">Name of the test; it becomes a folder's.</param>
    /// <param name="index">Tells the machines of one test apart.</param>
    /// <returns>The folder.</returns>
    public static async Task<string> KeepAsync(Machine machine, string testName, int index)
    {
        var folder = Repository.PathOf("out", "test", "artefacts", FileName(testName));
        Directory.CreateDirectory(folder);
        var prefix = index == 0 ? "" : $"{index}-";
        if (!Directory.Exists(machine.Files.Folder))
        {
            return folder; // it never came up, or was ended by the test
        }

        if (File.Exists(machine.Files.SerialLog))
        {
            File.Copy(machine.Files.SerialLog, Path.Combine(folder, $"{prefix}console.log"), overwrite: true);
        }

        if (machine.IsRunning)
        {
            try
            {
                await machine.ScreenshotAsync(Path.Combine(folder, $"{prefix}screen.png"), CancellationToken.None);
            }
            catch (QmpException)
            {
                // It is ending, or hangs: its console is kept, and the test's own failure is what counts.
            }
        }

        foreach (var screenshot in Directory.GetFiles(machine.Files.Folder, "*.png"))
        {
            File.Copy(screenshot, Path.Combine(folder, prefix + Path.GetFileName(screenshot)), overwrite: true);
        }

        return folder;
    }

    /// <summary>Letters, digits and a few signs stay; the rest becomes underscores.</summary>
    internal static string FileName(string testName) =>
        string.Concat(testName.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '_')).Trim('_', '.');
}
