using Domar.HostTools.Exec;

namespace Domar.HostTools.Lvm;

/// <summary>Runs pvs(8).</summary>
/// <param name="runner">Runs tools.</param>
public sealed class Pvs(IToolRunner runner) : ILvm
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PhysicalVolume>> ListPhysicalVolumesAsync(CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(
            new ToolCommand("pvs", ["--reportformat", "json", "--readonly", "-o", "pv_name,vg_name"]), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? PvsParser.Parse(result.Output)
            : throw new ToolException($"Cannot list LVM's physical volumes: pvs ended with {result.ExitCode}: {result.Error.Trim()}");
    }
}
