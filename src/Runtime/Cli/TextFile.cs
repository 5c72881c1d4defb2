namespace Domar.Runtime.Cli;

/// <summary>Reads files that are named on a command line.</summary>
internal static class TextFile
{
    /// <summary>The whole text of a file.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"Cannot read {file}: {e.Message}", inner: e);
        }
    }
}
