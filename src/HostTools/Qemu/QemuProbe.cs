using System.Buffers;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Qemu;

/// <summary>Finds the host's QEMU.</summary>
public static class QemuProbe
{
    private const string DefaultProgram = "qemu-system-x86_64";
    private const string Choice = "DOMAR_QEMU";
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    /// <summary>Finds QEMU: DOMAR_QEMU when it is set (a name or an absolute path), otherwise <c>qemu-system-x86_64</c> on PATH.</summary>
    /// <param name="runner">Runs <c>qemu --version</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It is not there, does not run, or is not QEMU. The message says what to do.</exception>
    public static Task<QemuInstallation> ProbeAsync(IToolRunner runner, CancellationToken cancellationToken) =>
        ProbeAsync(runner, Environment.GetEnvironmentVariable(Choice), cancellationToken);

    /// <summary>The same with the environment as a parameter.</summary>
    internal static async Task<QemuInstallation> ProbeAsync(IToolRunner runner, string? choice, CancellationToken cancellationToken)
    {
        var wanted = string.IsNullOrEmpty(choice) ? DefaultProgram : choice;
        var program = ProgramFinder.Find(wanted) ?? throw new ToolException(
            string.IsNullOrEmpty(choice)
                ? $"VMs cannot run: '{DefaultProgram}' is not installed. {ProgramFinder.HowToInstall(DefaultProgram)}"
                : $"VMs cannot run: '{wanted}', which {Choice} names, is not there. Correct {Choice}, or leave it out to use '{DefaultProgram}'.");
        var result = await runner.RunAsync(new ToolCommand(program, ["--version"]), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"VMs cannot run: '{program} --version' ended with {result.ExitCode}: {result.Error.Trim()}");
        }

        var (version, package) = ParseVersion(result.Output);
        return new QemuInstallation(program, version, package);
    }

    /// <summary>Parses the output of <c>qemu-system-x86_64 --version</c> (or qemu-img's): <c>QEMU emulator version 7.2.22 (Debian ...)</c>.</summary>
    /// <exception cref="ToolException">It has another form.</exception>
    public static (Version Version, string Package) ParseVersion(string output)
    {
        const string Marker = " version ";
        var line = output.AsSpan().Trim();
        line = line.IndexOf('\n') is >= 0 and var end ? line[..end].Trim() : line;
        var at = line.IndexOf(Marker, StringComparison.Ordinal);
        if (at >= 0)
        {
            var rest = line[(at + Marker.Length)..];
            var length = rest.IndexOfAnyExcept(VersionCharacters);
            var number = length < 0 ? rest : rest[..length];
            var open = rest.IndexOf('(');
            var package = open >= 0 && rest.EndsWith(")", StringComparison.Ordinal) ? rest[(open + 1)..^1].ToString() : "";
            if (Version.TryParse(number, out var version) && version.Build >= 0)
            {
                return (new Version(version.Major, version.Minor, version.Build), package);
            }
        }

        throw new ToolException($"qemu --version: line 1, column 1: not a version of QEMU: '{line}'");
    }
}
