namespace Domar.Runtime.Cli.Http;

/// <summary>What came over the connection is no complete HTTP answer.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="beforeFirstByte">Whether the connection ended before anything was answered.</param>
internal sealed class BadAnswerException(string message, bool beforeFirstByte = false) : Exception(message)
{
    /// <summary>Whether the connection ended before anything was answered: a kept connection that the daemon has closed meanwhile.</summary>
    public bool BeforeFirstByte { get; } = beforeFirstByte;
}
