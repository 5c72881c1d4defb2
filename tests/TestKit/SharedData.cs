using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Domar.TestKit;

/// <summary>Finds the reference data that lies beside a developer's checkout (<c>../shared/data</c>, or DOMAR_SHARED_DATA).</summary>
public static class SharedData
{
    /// <summary>Path of a file or folder of the reference data; the test is reported as skipped where the data is absent, as in a user's clone.</summary>
    public static string Require(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable("DOMAR_SHARED_DATA") ?? Find();
        var path = root is null ? null : Path.Combine([root, .. parts]);
        if (path is null || !Path.Exists(path))
        {
            Assert.Inconclusive($"SKIPPED: the reference data {string.Join('/', parts)} is not here. Set DOMAR_SHARED_DATA to the folder that holds it.");
        }

        return path!;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
