using Domar.Core.Install.Answers;
using Domar.HostTools.Web;

namespace Domar.Installer.Unattended;

/// <summary>Gets the first-boot program that an answer file asks for.</summary>
internal static class FirstBootProgram
{
    /// <summary>Gets it before anything is installed, so that what is wrong with it is known while nothing is lost.</summary>
    /// <param name="hook">What the answer file says.</param>
    /// <param name="answer">The answer file; the program may lie beside it.</param>
    /// <param name="medium">Where the medium is mounted; null where there is none.</param>
    /// <param name="web">Asks web servers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AnswerException">It cannot be had, or is no program.</exception>
    public static async Task<byte[]> GetAsync(FirstBootHook hook, FoundAnswer answer, string? medium, WebRetry web, CancellationToken cancellationToken)
    {
        var (content, origin) = hook.Source is { } source
            ? (await FetchAsync(source, web, cancellationToken).ConfigureAwait(false), source.Url)
            : (answer.FirstBootProgram ?? (medium is null ? null : AnswerFolder.ReadProgram(medium))
                ?? throw new AnswerException("first-boot.source is \"from-iso\", and neither beside the answer file nor in the root of the medium is a file 'proxmox-first-boot' or 'first-boot'. "
                    + "Put it there, or give its URL with source = \"from-url\"."),
                "the file beside the answer file or on the medium");
        return content is [(byte)'#', (byte)'!', ..] or [0x7F, (byte)'E', (byte)'L', (byte)'F', ..]
            ? content
            : throw new AnswerException($"The first-boot program ({origin}) is none: it begins neither with '#!' nor as an ELF file does. A web server's page instead of the file is a usual cause.");
    }

    private static async Task<byte[]> FetchAsync(WebAddress source, WebRetry web, CancellationToken cancellationToken)
    {
        try
        {
            return await web.SendAsync(
                new WebCall(source.Url) { CertFingerprint = source.CertFingerprint, AuthToken = source.AuthToken, MaxBytes = AnswerFolder.MostProgramBytes }, cancellationToken).ConfigureAwait(false);
        }
        catch (WebCallException exception)
        {
            throw new AnswerException($"Cannot get the first-boot program: {exception.Message}", exception);
        }
    }

    /// <summary>Puts it where an installation takes it from.</summary>
    /// <param name="content">The program.</param>
    /// <param name="folder">A folder that only root may write to, made when it is not there.</param>
    /// <returns>Its path.</returns>
    public static string Stage(byte[] content, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "first-boot");
        File.Delete(path);
        PrivateFile.Write(path, content, isProgram: true);
        return path;
    }
}
