using System.CommandLine;
using System.Text.Json;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm config VMID</c>.</summary>
internal sealed class VmConfigCommand() : CliCommand("vm config", "Print a VM's config")
{
    private readonly Argument<string> _vmid = VmArguments.Vmid();
    private readonly Option<bool> _current = new("--current")
    {
        Arity = ArgumentArity.Zero,
        Description = "What the running VM has, without changes that wait for a restart",
    };

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("vm config 100", "with changes that wait for a restart"), ("vm pending 100", "those changes only, beside what is in force")];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_current);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        using var response = run.Api.Get($"{VmArguments.Path(id)}/config", new FormData().AddFlag("current", run.Get(_current)));
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        if (response.Data.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in response.Data.EnumerateObject().Where(property => property.Name != "digest").OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                // A description may have several lines: they are shown as the config file has them, escaped into one.
                var value = (response.Data.Text(property.Name) ?? "").TrimEnd('\n').Replace("\n", "\\n", StringComparison.Ordinal);
                run.Context.Out.WriteLine($"{property.Name}: {Table.Printable(value)}");
            }
        }

        return ExitCode.Ok;
    }
}
