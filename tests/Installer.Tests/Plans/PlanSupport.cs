using System.Globalization;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.Installer.Tests.Support;

namespace Domar.Installer.Tests.Plans;

/// <summary>Hosts, contexts and views of plans for tests.</summary>
internal static class PlanSupport
{
    public const long GiB = 1L << 30;

    /// <summary>A UEFI host without Secure Boot, and the image of a medium.</summary>
    public static InstallContext Context { get; } = new()
    {
        InstallationId = "1f2e3d4c",
        MachineId = "0123456789abcdef0123456789abcdef",
        RootPasswordHash = "$y$hash",
        ShadowText = "root:*:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\n",
        IsUefi = true,
        SecureBoot = false,
        Image = new InstallImage("0.1.0", 12_000_000, 4_000_000, 150_003_712, 150_000),
    };

    /// <summary>A host with so many disks (sda, sdb, ...) of 100 GiB.</summary>
    public static InstallFacts Host(int disks, long sizeBytes = 100 * GiB, int sectorBytes = 512) => Host([.. Enumerable.Range(0, disks).Select(i => Disk(i, sizeBytes, sectorBytes))]);

    /// <summary>A host with these disks.</summary>
    public static InstallFacts Host(params InstallDisk[] disks) => Hosts.Plain with { Disks = disks };

    public static InstallDisk Disk(int number, long sizeBytes = 100 * GiB, int sectorBytes = 512, params BlockDevice[] children)
    {
        var name = $"sd{(char)('a' + number)}";
        return new InstallDisk(
            number.ToString(CultureInfo.InvariantCulture),
            new BlockDevice { Name = name, Path = $"/dev/{name}", Kind = "disk", SizeBytes = sizeBytes, LogicalSectorBytes = sectorBytes, PhysicalSectorBytes = sectorBytes, Children = children },
            Hosts.Properties(("DEVNAME", $"/dev/{name}"), ("DEVLINKS", $"/dev/disk/by-id/ata-ACME_{number} /dev/disk/by-path/x{number}")));
    }

    public static BlockDevice Part(string name, string? fileSystem = null, string? label = null, params BlockDevice[] children) =>
        new() { Name = name, Path = $"/dev/{name}", Kind = "part", SizeBytes = 50 * GiB, FileSystem = fileSystem, Label = label, Children = children };

    /// <summary>An answer's settings for the first disks of a host.</summary>
    /// <param name="facts">The host.</param>
    /// <param name="fileSystem"><c>filesystem</c>.</param>
    /// <param name="options">Lines of <c>[disk-setup]</c>.</param>
    /// <param name="disks">How many of the host's disks; 0 for all.</param>
    public static InstallSettings Settings(InstallFacts facts, string fileSystem, string options = "", int disks = 0)
    {
        var names = string.Join(", ", facts.Disks.Take(disks == 0 ? facts.Disks.Count : disks).Select(static disk => $"\"{disk.Device.Name}\""));
        return Answers.Settings(Answers.File(disks: $"[disk-setup]\nfilesystem = \"{fileSystem}\"\ndisk-list = [{names}]\n{options}\n"), facts);
    }

    /// <summary>The plan for a host, which must have no problems.</summary>
    public static StepPlan Plan(InstallFacts facts, string fileSystem, string options = "", InstallContext? context = null)
    {
        var result = InstallPlanner.Plan(Settings(facts, fileSystem, options), facts, context ?? Context);
        Assert.AreEqual("", string.Join('\n', result.Problems));
        return result.Plan!;
    }

    /// <summary>The steps of a group, a line each.</summary>
    public static string Commands(StepPlan plan, string group) => Commands(plan.Groups.Single(each => each.Title == group).Steps);

    /// <summary>Steps, a line each.</summary>
    public static string Commands(IEnumerable<Step> steps) => string.Join('\n', steps.Select(StepText.Command));

    /// <summary>The content of the file that a plan writes.</summary>
    public static string FileText(StepPlan plan, string pathEnd) => plan.Steps.OfType<WriteFile>().Single(file => file.Path.EndsWith(pathEnd, StringComparison.Ordinal)).Content;
}
