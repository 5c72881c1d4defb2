using Domar.Core.Firmware;

namespace Domar.HostTools.Tests.Firmware;

/// <summary>300 blocks of a pattern with the hash tree of two levels that veritysetup 2.7.5 made for them (Fixtures/verity-tree-300-blocks.bin).</summary>
internal static class VerityImage
{
    public const int Blocks = 300;

    public const string ConfText = """
        version=0.2.0
        variant=default
        id=d382a9b175598eaf
        hash=d382a9b175598eaf2825615d12d69145772be521cd8f90d3213ca7593a35d5ff
        salt=5fb7b0c1a2d3e4f5
        blocks=300
        size=1249280

        """;

    public static RootConf Conf { get; } = RootConf.TryParse(ConfText, out _)!;

    public static byte[] Bytes()
    {
        var data = new byte[Blocks * RootConf.BlockBytes];
        for (var i = 0; i < data.Length; i++)
        {
            var (block, at) = (i / RootConf.BlockBytes, i % RootConf.BlockBytes);
            data[i] = (byte)((block * 7) + (at * 13) + (at >> 8));
        }

        return [.. data, .. File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Firmware", "Fixtures", "verity-tree-300-blocks.bin"))];
    }
}
