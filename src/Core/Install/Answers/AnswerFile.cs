namespace Domar.Core.Install.Answers;

/// <summary>
/// An answer file's content. A part that is absent is null; so is one that is wrong, which a problem of the <see cref="AnswerParseResult"/> tells then, so that
/// what depends on the other parts can still be checked in the same go.
/// </summary>
public sealed record AnswerFile
{
    /// <summary><c>[global]</c>.</summary>
    public required AnswerGlobal Global { get; init; }

    /// <summary><c>[network]</c>.</summary>
    public required AnswerNetwork Network { get; init; }

    /// <summary><c>[disk-setup]</c>.</summary>
    public required AnswerDisks Disks { get; init; }

    /// <summary><c>[post-installation-webhook]</c>; null for none.</summary>
    public WebAddress? Webhook { get; init; }

    /// <summary><c>[first-boot]</c>; null for none.</summary>
    public FirstBootHook? FirstBoot { get; init; }
}
