using Domar.HostTools.Host;

namespace Domar.Installer.Unattended;

/// <summary>What web servers are told of this machine and of the system that is being installed, which is the one that runs.</summary>
internal sealed record SystemFacts
{
    /// <summary>Version of Domar.</summary>
    public required string Version { get; init; }

    /// <summary>Version of Debian: <c>13.1</c>; empty when unknown.</summary>
    public required string DebianVersion { get; init; }

    /// <summary>The kernel.</summary>
    public required KernelVersion Kernel { get; init; }

    /// <summary>The processors.</summary>
    public required CpuInfo Cpu { get; init; }

    /// <summary>What the firmware says the machine is.</summary>
    public required DmiInfo Dmi { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="root">Where <c>sys</c>, <c>proc</c>, <c>run</c> and <c>etc</c> are.</param>
    /// <exception cref="IOException">A file of /proc cannot be read.</exception>
    public static SystemFacts Read(string root = "/") => new()
    {
        Version = Optional(root, "run/domar-boot/facts").Split('\n').FirstOrDefault(static line => line.StartsWith("version=", StringComparison.Ordinal))?["version=".Length..].Trim()
            ?? typeof(SystemFacts).Assembly.GetName().Version!.ToString(3),
        DebianVersion = Optional(root, "etc/debian_version").Trim(),
        Kernel = new KernelVersion(KernelText(root, "ostype"), KernelText(root, "osrelease"), KernelText(root, "version"), "x86_64"),
        Cpu = ProcParser.ParseCpuInfo(File.ReadAllText(Path.Combine(root, "proc/cpuinfo"))),
        Dmi = DmiInfo.Read(Path.Combine(root, "sys")),
    };

    private static string KernelText(string root, string name) => File.ReadAllText(Path.Combine(root, "proc/sys/kernel", name)).Trim();

    private static string Optional(string root, string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, path));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
