namespace Domar.HostTools.Web;

/// <summary>A web server did not give what was asked of it.</summary>
/// <param name="message">What, why, what to do.</param>
/// <param name="isTemporary">Whether asking again may help: the network or the server is not ready.</param>
/// <param name="inner">The cause.</param>
public sealed class WebCallException(string message, bool isTemporary, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether asking again may help.</summary>
    public bool IsTemporary { get; } = isTemporary;
}
