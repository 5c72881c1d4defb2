using System.CommandLine;
using System.Text.Json;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct config VMID</c>.</summary>
internal sealed class GuestConfigCommand(GuestCommandKind kind) : CliCommand($"{kind.Group} config", $"Print a {kind.Noun}'s config")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(kind);
    private readonly Option<bool> _current = new("--current")
    {
        Arity = ArgumentArity.Zero,
        Description = $"What the running {kind.Noun} has, without changes that wait for a restart",
    };

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ($"{kind.Group} config 100", "with changes that wait for a restart"),
        ($"{kind.Group} pending 100", "those changes only, beside what is in force"),
    ];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_current);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        using var response = run.Api.Get($"{kind.Path(id)}/config", new FormData().AddFlag("current", run.Get(_current)));
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        if (response.Data.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in response.Data.EnumerateObject().Where(property => property.Name != "digest").OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                PrintValues(run.Context, property);
            }
        }

        return ExitCode.Ok;
    }

    private static void PrintValues(CliContext context, JsonProperty property)
    {
        // Lines for LXC come as [key, value] pairs in one list, since a key may be there several times: shown as the file has them.
        if (property.Value.ValueKind == JsonValueKind.Array)
        {
            foreach (var pair in property.Value.Items())
            {
                context.Out.WriteLine(Table.Printable(string.Join(": ", pair.Items().Select(word => word.ToString()))));
            }

            return;
        }

        // A description may have several lines: they are shown as the config file has them, escaped into one.
        var value = (property.Value.AsText() ?? "").TrimEnd('\n').Replace("\n", "\\n", StringComparison.Ordinal);
        context.Out.WriteLine($"{property.Name}: {Table.Printable(value)}");
    }
}
