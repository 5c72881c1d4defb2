namespace Domar.Installer.Unattended;

/// <summary>Looks for an answer file in one place after the other.</summary>
/// <param name="sources">The places; the first that has one counts.</param>
internal sealed class AnswerFinder(IReadOnlyList<IAnswerSource> sources)
{
    /// <summary>Finds it.</summary>
    /// <exception cref="AnswerException">There is none, or one that cannot be had.</exception>
    public async Task<FoundAnswer> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (await source.FindAsync(cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        throw new AnswerException(
            $"There is no answer file. Looked at: {string.Join("; ", sources.Select(static source => source.Name))}. "
            + "Put answer.toml on a partition labelled DOMAR-ANSWER (FAT: DOMARANSWER) or PROXMOX-AIS, or give its URL with domar.answer=URL on the kernel command line.")
        { IsNone = true };
    }
}
