using System.Runtime.CompilerServices;

namespace Domar.HostTools.Tests.Fakes;

/// <summary>Recorded output of real tools, in the Fixtures folder beside a test.</summary>
public static class Fixture
{
    public static string Read(string name, [CallerFilePath] string caller = "")
    {
        // Builds are deterministic: source paths start with /domar/, the root of the repository.
        var folder = Path.GetDirectoryName(caller["/domar/tests/HostTools.Tests/".Length..])!;
        return File.ReadAllText(Path.Combine(AppContext.BaseDirectory, folder, "Fixtures", name));
    }
}
