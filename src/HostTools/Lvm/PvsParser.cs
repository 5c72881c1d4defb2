using Domar.HostTools.Exec;

namespace Domar.HostTools.Lvm;

/// <summary>Reads what <c>pvs --reportformat json -o pv_name,vg_name</c> prints (LVM 2.03).</summary>
public static class PvsParser
{
    /// <summary>Parses.</summary>
    /// <exception cref="ToolException">It is not what pvs prints; the message has line and column.</exception>
    public static IReadOnlyList<PhysicalVolume> Parse(string json) => LvmParser.Parse(
        "pvs", "pv", json, static volume => new PhysicalVolume(LvmParser.Text(volume, "pv_name") ?? "", LvmParser.Text(volume, "vg_name")));
}
