using System.Text;
using Domar.HostTools.Web;

namespace Domar.Installer.Tests.Unattended;

/// <summary>Answers web calls with what a function says, and remembers them.</summary>
internal sealed class FakeWeb(Func<WebCall, string> answer) : IWebCaller
{
    public List<WebCall> Calls { get; } = [];

    public Task<byte[]> SendAsync(WebCall call, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        try
        {
            return Task.FromResult(Encoding.UTF8.GetBytes(answer(call)));
        }
        catch (WebCallException exception)
        {
            return Task.FromException<byte[]>(exception);
        }
    }
}
