using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Lsblk;

/// <summary>Runs lsblk.</summary>
/// <param name="runner">Runs tools.</param>
public sealed class Lsblk(IToolRunner runner) : ILsblk
{
    /// <summary>What is asked for; all of them are in util-linux 2.37 and later.</summary>
    public const string Columns = "NAME,PATH,MAJ:MIN,TYPE,SIZE,MODEL,SERIAL,WWN,LOG-SEC,PHY-SEC,ROTA,TRAN,RO,RM,PTTYPE,PARTLABEL,FSTYPE,LABEL,MOUNTPOINTS";

    // A failing disk can hold up the look at what is on it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BlockDevice>> ListAsync(CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(
            new ToolCommand("lsblk", ["--json", "--bytes", "--output", Columns]) { Timeout = Patience }, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? LsblkParser.Parse(result.Output)
            : throw new ToolException($"Cannot list disks: lsblk ended with {result.ExitCode}: {result.Error.Trim()}");
    }
}
