namespace Domar.TestKit;

/// <summary>The checkout that the running tests were built from.</summary>
public static class Repository
{
    /// <summary>Its root, found upwards from the test program; null when the program was copied elsewhere.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Absolute path of something in it.</summary>
    /// <exception cref="InvalidOperationException">The test program does not lie in a checkout.</exception>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Root ?? throw new InvalidOperationException($"There is no Appliance.sln above {AppContext.BaseDirectory}: run the tests inside the repository."), .. parts]);

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Appliance.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
