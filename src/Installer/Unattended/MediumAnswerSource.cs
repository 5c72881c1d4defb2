namespace Domar.Installer.Unattended;

/// <summary>An answer file in the root of the medium, or in its folder <c>domar</c>.</summary>
/// <param name="medium">Where the medium is mounted; null where there is none.</param>
internal sealed class MediumAnswerSource(string? medium) : IAnswerSource
{
    /// <summary>Value of <c>domar.answer</c> on the kernel command line that means this source.</summary>
    public const string Word = "medium";

    /// <inheritdoc/>
    public string Name => "the medium";

    /// <inheritdoc/>
    public Task<FoundAnswer?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(Find());

    private FoundAnswer? Find()
    {
        if (medium is null)
        {
            return null;
        }

        var found = AnswerFolder.Read(medium, medium, Name) ?? AnswerFolder.Read(Path.Combine(medium, "domar"), $"{medium}/domar", Name);
        return found is { FirstBootProgram: null } ? found with { FirstBootProgram = AnswerFolder.ReadProgram(medium) } : found;
    }
}
