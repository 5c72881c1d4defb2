namespace Domar.Installer.Unattended;

/// <summary>An answer file that was found.</summary>
/// <param name="Origin">Where: a path or a URL, as messages about its content begin.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record FoundAnswer(string Origin, byte[] Content)
{
    /// <summary>How it was found, for people: <c>the kernel command line</c>.</summary>
    public required string Means { get; init; }

    /// <summary>The first-boot program that lies beside it; null for none.</summary>
    public byte[]? FirstBootProgram { get; init; }
}
