using Domar.HostTools.Exec;

namespace Domar.HostTools.Losetup;

/// <summary>Runs losetup.</summary>
/// <param name="runner">Runs tools.</param>
public sealed class Losetup(IToolRunner runner) : ILosetup
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoopDevice>> ListAsync(CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand("losetup", ["--json", "--output", "NAME,BACK-FILE,BACK-MAJ:MIN"]), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? LosetupParser.Parse(result.Output)
            : throw new ToolException($"Cannot list loop devices: losetup ended with {result.ExitCode}: {result.Error.Trim()}");
    }
}
