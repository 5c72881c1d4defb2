using System.CommandLine;
using System.Text;
using System.Text.Json;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar api get|post|put|delete PATH [KEY=VALUE...]</c>: one call of the API as it is.</summary>
/// <param name="name">Full name of the command.</param>
internal sealed class ApiCommand(string name) : CliCommand(name, $"Call {name[4..].ToUpperInvariant()} of the API")
{
    private readonly Argument<string> _path = new("path") { HelpName = "PATH", Description = "Path below /api2/json, for example /nodes/localhost/qemu" };
    private readonly Argument<string[]> _parameters = new("parameters")
    {
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Parameters; a key that comes twice is a list",
    };

    public override IReadOnlyList<(string Line, string Meaning)> Examples => Name switch
    {
        "api get" => [("api get /version", "which version answers"), ("api get /nodes/localhost/tasks limit=5", "the last five tasks")],
        "api post" => [("api post /nodes/localhost/qemu/100/status/start", "start VM 100, without waiting")],
        "api put" => [("api put /nodes/localhost/qemu/100/config memory=512", "change VM 100")],
        _ => [("api delete /nodes/localhost/qemu/100", "destroy VM 100")],
    };

    public override void Define(Command command)
    {
        command.Add(_path);
        command.Add(_parameters);
    }

    public override int Run(Invocation run)
    {
        var path = run.Get(_path)!;
        if (!path.StartsWith('/'))
        {
            throw CliException.Usage($"'{path}' is no path: it begins with a slash, for example /version.");
        }

        var form = new FormData();
        foreach (var parameter in run.Get(_parameters) ?? [])
        {
            var equals = parameter.IndexOf('=');
            if (equals <= 0)
            {
                throw CliException.Usage($"'{parameter}' is no parameter: it has the form KEY=VALUE.");
            }

            form.Add(parameter[..equals], parameter[(equals + 1)..]);
        }

        using var response = run.Api.Call(Name[4..].ToUpperInvariant(), Escape(path), form);
        return run.Json ? run.PrintJson(response) : PrintIndented(run.Context, response.Data);
    }

    // What cannot stand in a request line is escaped; what the caller has escaped stays.
    private static string Escape(string path)
    {
        var text = new StringBuilder();
        foreach (var rune in path.EnumerateRunes())
        {
            var isPlain = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "-._~!$&'()*+,;=:@/%?".Contains((char)rune.Value));
            text.Append(isPlain ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }

        return text.ToString();
    }

    private static int PrintIndented(CliContext context, JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.String)
        {
            context.Out.WriteLine(data.GetString());
            return ExitCode.Ok;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            data.WriteTo(json);
        }

        context.Out.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        return ExitCode.Ok;
    }
}
