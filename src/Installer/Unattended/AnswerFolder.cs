using Domar.Installer.Cli;

namespace Domar.Installer.Unattended;

/// <summary>Reads an answer file, and the first-boot program beside it, from a folder.</summary>
internal static class AnswerFolder
{
    /// <summary>Name of the answer file.</summary>
    public const string AnswerFile = "answer.toml";

    /// <summary>The largest first-boot program, as with Proxmox.</summary>
    public const int MostProgramBytes = 1024 * 1024;

    // The first is Proxmox's name, so that media that were prepared for it serve.
    private static readonly string[] ProgramFiles = ["proxmox-first-boot", "first-boot"];

    /// <summary>The answer in a folder; null when there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="origin">The folder's name in messages.</param>
    /// <param name="means">How it was found.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="AnswerException">The first-boot program is too large.</exception>
    public static FoundAnswer? Read(string folder, string origin, string means)
    {
        var path = Path.Combine(folder, AnswerFile);
        return File.Exists(path)
            ? new FoundAnswer($"{origin.TrimEnd('/')}/{AnswerFile}", LimitedFile.Read(path, ResolvedAnswer.MostBytes)) { Means = means, FirstBootProgram = ReadProgram(folder) }
            : null;
    }

    /// <summary>The first-boot program in a folder; null when there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="AnswerException">It is too large.</exception>
    public static byte[]? ReadProgram(string folder)
    {
        if (ProgramFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is not { } path)
        {
            return null;
        }

        var content = LimitedFile.Read(path, MostProgramBytes + 1);
        return content.Length <= MostProgramBytes
            ? content
            : throw new AnswerException($"The first-boot program '{path}' has more than {MostProgramBytes} bytes. Let a small program fetch the large one.");
    }
}
