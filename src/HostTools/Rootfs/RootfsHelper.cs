using System.Text;
using System.Text.Json;

namespace Domar.HostTools.Rootfs;

/// <summary>
/// <c>domar rootfs-helper</c>: one request from standard input, lines to standard output. It runs as root; in a private mount namespace where it has to mount.
/// It starts itself again inside the container's user namespace, in the root folder, and only that inner part touches the archive's contents and the guest's files.
/// </summary>
public static class RootfsHelper
{
    /// <summary>The subcommand.</summary>
    public const string Command = "rootfs-helper";

    /// <summary>First argument of the inner part.</summary>
    internal const string Inner = "inner";

    /// <summary>Serves one request in this process.</summary>
    /// <param name="arguments">What follows the subcommand.</param>
    /// <returns>The process' exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        try
        {
            // Synchronous, on the first thread: the inner part dies with the thread that has started it.
            switch (arguments)
            {
                case []:
                    return RootfsOuter.Serve(Parse(ReadAll(input))) ? 0 : 1;
                case [Inner, var request]:
                    RootfsInner.Serve(Parse(request), input, line => Write(output, line));
                    return 0;
                default:
                    throw new RootfsFault("The helper for root file systems is run by domar only.");
            }
        }
        catch (Exception exception) when (exception is RootfsFault or IOException or UnauthorizedAccessException or JsonException or OutOfMemoryException or InsufficientExecutionStackException)
        {
            var text = exception is OutOfMemoryException ? "The archive asks for more memory than it may have. It is damaged, or made to do harm." : exception.Message;
            return Fail(output, text, exception is RootfsFault { NoSpace: true });
        }
    }

    private static int Fail(Stream output, string text, bool noSpace)
    {
        try
        {
            Write(output, new RootfsLine { Error = text, NoSpace = noSpace ? true : null });
        }
        catch (IOException)
        {
            // Nobody listens any more.
        }

        return 1;
    }

    private static void Write(Stream output, RootfsLine line)
    {
        output.Write(Encoding.UTF8.GetBytes(line.Format()));
        output.Flush();
    }

    private static RootfsRequest Parse(string json) =>
        JsonSerializer.Deserialize(json, RootfsJson.Default.RootfsRequest) ?? throw new RootfsFault("The request to the helper is empty.");

    private static string ReadAll(Stream input)
    {
        using var reader = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        return reader.ReadToEnd();
    }
}
