using System.Text.Json;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;
using Domar.Installer.Output;
using Domar.TestKit;

namespace Domar.Installer.Tests.Parsing;

/// <summary>Every answer file that Proxmox's installer accepts comes to the same settings here, and every one that it rejects is refused for the same cause at its place.</summary>
[TestClass]
public sealed class ConformanceTests
{
    // Wording may differ; the place, and what the message is about, may not.
    private static readonly Dictionary<string, (string Place, string Cause)> Causes = new()
    {
        ["both_password_and_hashed_set"] = ("8:1", "global.root-password and global.root-password-hashed are both set"),
        ["btrfs_raid_single_disk"] = ("14:14", "Btrfs RAID1 needs at least 2 disks, and 1 is chosen"),
        ["fqdn_from_dhcp_no_default_domain"] = ("4:15", "the DHCP server did not send a domain"),
        ["fqdn_hostname_only"] = ("4:8", "is a host name without a domain"),
        ["lvm_swapsize_greater_than_hdsize"] = ("14:16", "lvm.swapsize 16.01 GiB is more than 16 GiB, half of the disk size"),
        ["network_interface_pinning_overlong_interface_name"] = ("14:23", "interface name 'waytoolonginterfacename' for 'ab:cd:ef:12:34:56' has 23 characters; a name has 2 to 15"),
        ["no_fqdn_from_dhcp"] = ("4:15", "the DHCP server did not send a host name"),
        ["no_root_password_set"] = ("1:2", "global.root-password and global.root-password-hashed are both missing"),
    };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Accepted_ComeToTheSameSettings()
    {
        var files = Files("accepted");
        foreach (var file in files)
        {
            var resolution = Resolve(file);
            Assert.AreEqual("", string.Join('\n', resolution.Problems), file);
            using var actual = JsonDocument.Parse(SettingsJson.Write(resolution.Settings!));
            using var expected = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(file, ".json")));
            foreach (var field in expected.RootElement.EnumerateObject())
            {
                Assert.IsTrue(actual.RootElement.TryGetProperty(field.Name, out var value), $"{file}: {field.Name} is missing");
                Assert.IsTrue(JsonElement.DeepEquals(field.Value, value), $"{file}: {field.Name} is {value}, not {field.Value}");
            }

            Assert.AreEqual(expected.RootElement.EnumerateObject().Count(), actual.RootElement.EnumerateObject().Count(), $"{file}: there are more fields than expected");
        }

        TestContext.WriteLine($"accepted: {files.Length} of {files.Length}");
    }

    [TestMethod]
    public void Rejected_AreRefusedForTheSameCause_AtItsPlace()
    {
        var files = Files("rejected");
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            Assert.IsTrue(Causes.TryGetValue(name, out var cause), $"{name} is new in the reference data: write its cause and place down here.");
            var problem = Resolve(file).Problems.Single();
            Assert.AreEqual(cause.Place, problem.At.ToString(), file);
            StringAssert.Contains(problem.Message, cause.Cause, file);
        }

        TestContext.WriteLine($"rejected: {files.Length} of {files.Length}");
    }

    private static string[] Files(string kind)
    {
        var files = Directory.GetFiles(SharedData.Require("pve", "answers", kind), "*.toml");
        Assert.IsNotEmpty(files);
        return files;
    }

    private static InstallResolution Resolve(string file)
    {
        var folder = SharedData.Require("pve", "answers");
        var own = Path.ChangeExtension(file, ".run-env.json");
        var facts = RunEnvironmentParser.Parse(
            File.ReadAllText(File.Exists(own) ? own : Path.Combine(folder, RunEnvironmentParser.InfoFile)), File.ReadAllText(Path.Combine(folder, RunEnvironmentParser.UdevFile)));
        return InstallSettingsResolver.Resolve(AnswerParser.Parse(File.ReadAllBytes(file)), facts);
    }
}
