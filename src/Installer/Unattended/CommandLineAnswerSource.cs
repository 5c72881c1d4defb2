using Domar.HostTools.Host;

namespace Domar.Installer.Unattended;

/// <summary>An answer file at the URL that the kernel command line has: <c>domar.answer=URL</c>, with <c>domar.answer-fingerprint=SHA256</c> and <c>domar.answer-token=TOKEN</c>.</summary>
/// <param name="commandLine">The command line.</param>
/// <param name="fetcher">Gets the file.</param>
internal sealed class CommandLineAnswerSource(KernelCommandLine commandLine, AnswerFetcher fetcher) : IAnswerSource
{
    /// <summary>The key.</summary>
    public const string Key = "domar.answer";

    /// <inheritdoc/>
    public string Name => "domar.answer= on the kernel command line";

    /// <inheritdoc/>
    public async Task<FoundAnswer?> FindAsync(CancellationToken cancellationToken) => commandLine[Key] is { } url
        ? await fetcher.FetchAsync(url, commandLine["domar.answer-fingerprint"], commandLine["domar.answer-token"], "the kernel command line", cancellationToken).ConfigureAwait(false)
        : null;
}
