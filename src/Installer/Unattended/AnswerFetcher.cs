using Domar.Core.Install.Answers;
using Domar.HostTools.Web;

namespace Domar.Installer.Unattended;

/// <summary>Gets an answer file from a web server, as Proxmox's installer does: POST of what this machine is, and the answer is the file.</summary>
/// <param name="web">Asks web servers.</param>
/// <param name="systemInformation">What is sent (<see cref="SystemInformation"/>).</param>
internal sealed class AnswerFetcher(WebRetry web, Func<string> systemInformation)
{
    /// <summary>Gets it.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="fingerprint">SHA-256 of the server's certificate; null asks the system's authorities.</param>
    /// <param name="token">Bearer token; null for none.</param>
    /// <param name="means">Where the URL is from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AnswerException">It cannot be had.</exception>
    public async Task<FoundAnswer> FetchAsync(string url, string? fingerprint, string? token, string means, CancellationToken cancellationToken)
    {
        if (fingerprint is not null && CertFingerprint.Check(fingerprint) is { } problem)
        {
            throw new AnswerException($"The certificate's fingerprint from {means}, {MessageText.Quote(fingerprint)}, {problem}.");
        }

        if (fingerprint is not null && !url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            throw new AnswerException($"The URL from {means}, {MessageText.Quote(url)}, must begin with https://: a fingerprint was given, and plain HTTP has no certificate.");
        }

        try
        {
            // While the network comes up there may be no card yet, and servers know machines by their cards.
            var content = await web.SendAsync(
                () => new WebCall(url) { Json = systemInformation(), CertFingerprint = fingerprint, AuthToken = token }, cancellationToken).ConfigureAwait(false);
            return content.Length > 0
                ? new FoundAnswer(url, content) { Means = means }
                : throw new AnswerException($"The answer file from {MessageText.Quote(url)} (URL from {means}) is empty. Look into the server's log for what it makes of this machine.");
        }
        catch (WebCallException exception)
        {
            throw new AnswerException($"Cannot get the answer file (URL from {means}): {exception.Message}", exception);
        }
    }
}
