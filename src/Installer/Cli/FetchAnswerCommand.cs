using System.Text;
using Domar.Installer.Unattended;

namespace Domar.Installer.Cli;

/// <summary><c>fetch-answer</c>: finds the answer file that an unattended installation would take.</summary>
internal static class FetchAnswerCommand
{
    public static async Task<int> RunAsync(Arguments arguments, UnattendedTools tools, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var found = await tools.CreateFinder(arguments.Medium ?? tools.DefaultMedium, note => error.WriteLine($"domar-install: note: {note}"))
            .FindAsync(cancellationToken).ConfigureAwait(false);
        var where = $"Answer file: {found.Origin} ({found.Means}), {found.Content.Length} bytes";
        if (arguments.Output is { } file)
        {
            PrivateFile.Write(file, found.Content);
            await output.WriteLineAsync($"{where}, written to {file}").ConfigureAwait(false);
        }
        else
        {
            // The file alone is the output, so that it can be piped.
            await error.WriteLineAsync(where).ConfigureAwait(false);
            await output.WriteAsync(Encoding.UTF8.GetString(found.Content)).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }
}
