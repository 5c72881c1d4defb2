namespace Domar.Installer.Unattended;

/// <summary>The unattended installation cannot go on.</summary>
/// <param name="message">What, why, what to do.</param>
/// <param name="inner">The cause.</param>
internal sealed class AnswerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether there is no answer file anywhere: nobody wants an unattended installation.</summary>
    public bool IsNone { get; init; }
}
