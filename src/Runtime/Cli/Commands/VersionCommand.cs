using System.Reflection;

namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar version</c>: of this program; asks no daemon. Program answers the plain form before anything is built.</summary>
internal sealed class VersionCommand() : CliCommand("version", "Print the version of this program")
{
    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("version", "this program"), ("api get /version", "the daemon that answers")];

    /// <summary>The version, for example <c>0.1.0</c>.</summary>
    public static string Version { get; } = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public override int Run(Invocation run)
    {
        run.Context.Out.WriteLine(run.Json ? $$"""{"version":"{{Version}}"}""" : $"domar {Version}");
        return ExitCode.Ok;
    }
}
