using Domar.Core.Api;
using Domar.Core.Primitives;

namespace Domar.Runtime.Api;

/// <summary>A request that has been checked: what a handler sees.</summary>
/// <param name="Method">The method called.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="User">Who asks, for example <c>root@pam</c>.</param>
/// <param name="Aborted">Cancelled when the client has gone or the daemon stops.</param>
internal sealed record ApiRequest(ApiMethod Method, CheckedParameters Parameters, string User, CancellationToken Aborted)
{
    /// <summary>The guest that the path names.</summary>
    public GuestId Guest => new((int)Parameters.GetInteger("vmid")!.Value);
}
