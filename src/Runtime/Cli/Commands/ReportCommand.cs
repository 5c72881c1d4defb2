using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar report</c>: one text with everything that support would ask for.</summary>
internal sealed class ReportCommand() : CliCommand("report", "Print one text with everything that support would ask for")
{
    public override string Description => "Versions, host, guests, storages, the last tasks and the end of the log. Secrets are left out.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("report", "read it"), ("report > report.txt", "keep it")];

    public override int Run(Invocation run)
    {
        using var response = run.Api.Get($"{Invocation.Node}/report");
        return run.Json ? run.PrintJson(response) : run.PrintText(response.Data.AsText() ?? "");
    }
}
