using Domar.HostTools.Web;

namespace Domar.Installer.Unattended;

/// <summary>Asks web servers again while the network comes up, or the server does.</summary>
/// <param name="web">Asks.</param>
/// <param name="time">The clock.</param>
/// <param name="note">Takes why it is asked again.</param>
internal sealed class WebRetry(IWebCaller web, TimeProvider time, Action<string> note)
{
    /// <summary>After this time nothing is asked again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Sends a request until it succeeds, fails for good, or patience is over.</summary>
    /// <exception cref="WebCallException">The last failure.</exception>
    public Task<byte[]> SendAsync(WebCall call, CancellationToken cancellationToken) => SendAsync(() => call, cancellationToken);

    /// <summary>The same with a request that is made anew each time: what it tells of this machine may have changed meanwhile.</summary>
    /// <exception cref="WebCallException">The last failure.</exception>
    public async Task<byte[]> SendAsync(Func<WebCall> makeCall, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        for (var pause = TimeSpan.FromSeconds(1); ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                return await web.SendAsync(makeCall(), cancellationToken).ConfigureAwait(false);
            }
            catch (WebCallException exception) when (exception.IsTemporary && time.GetElapsedTime(begin) + pause < Patience)
            {
                note($"{exception.Message} Trying again in {pause.TotalSeconds:0} s.");
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
