using System.Text;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;

namespace Domar.Installer.Tests.Support;

/// <summary>Answer files for tests: a right one whose parts can be replaced.</summary>
internal static class Answers
{
    public const string Global = """
        [global]
        keyboard = "de"
        country = "at"
        fqdn = "node1.example.com"
        mailto = "admin@example.com"
        timezone = "Europe/Vienna"
        root-password = "12345678"

        """;

    public const string Network = "[network]\nsource = \"from-dhcp\"\n";
    public const string Disks = "[disk-setup]\nfilesystem = \"ext4\"\ndisk-list = [\"sda\"]\n";

    /// <summary>The lines that <see cref="Global"/> has.</summary>
    public const int GlobalLines = 7;

    /// <summary>A whole file.</summary>
    public static string File(string? global = null, string? network = null, string? disks = null, string more = "") =>
        (global ?? Global) + (network ?? Network) + (disks ?? Disks) + more;

    /// <summary>Reads and resolves.</summary>
    public static InstallResolution Resolve(string text, InstallFacts? facts = null) =>
        InstallSettingsResolver.Resolve(AnswerParser.Parse(Encoding.UTF8.GetBytes(text)), facts ?? Hosts.Plain);

    /// <summary>Reads and resolves what is right.</summary>
    public static InstallSettings Settings(string text, InstallFacts? facts = null)
    {
        var resolution = Resolve(text, facts);
        Assert.AreEqual("", string.Join('\n', resolution.Problems), text);
        return resolution.Settings!;
    }

    /// <summary>All problems, a line each.</summary>
    public static string Problems(string text, InstallFacts? facts = null)
    {
        var resolution = Resolve(text, facts);
        Assert.AreEqual(resolution.Problems.Count == 0, resolution.Settings is not null);
        return string.Join('\n', resolution.Problems);
    }
}
