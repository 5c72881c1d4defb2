namespace Domar.HostTools.Web;

/// <summary>Asks web servers.</summary>
public interface IWebCaller
{
    /// <summary>Sends a request and takes the whole answer.</summary>
    /// <param name="call">What to ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebCallException">No answer, or none that is good. The message names the URL and what the server said.</exception>
    Task<byte[]> SendAsync(WebCall call, CancellationToken cancellationToken);
}
