using Domar.Runtime.Api;
using Domar.Runtime.Guests;
using Microsoft.AspNetCore.Http.Features;

namespace Domar.Runtime.Consoles;

/// <summary><c>GET /domar/v1/streams</c> with <c>Upgrade: domar-streams</c>: from then on the connection is a <see cref="StreamSession"/>.</summary>
internal sealed class StreamEndpoint(IVmService vms, ILogger<StreamEndpoint> logger) : IStreamEndpoint
{
    /// <summary>Path of the request.</summary>
    public const string Path = "/domar/v1/streams";

    /// <summary>Token of the Upgrade header.</summary>
    public const string Protocol = "domar-streams";

    /// <inheritdoc/>
    public async Task HandleAsync(HttpContext context)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || !HttpMethods.IsGet(context.Request.Method) ||
            !string.Equals(context.Request.Headers.Upgrade, Protocol, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = Protocol;
            await context.Response.WriteAsync($"Send GET with 'Connection: Upgrade' and 'Upgrade: {Protocol}'.\n", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        context.Response.Headers.Upgrade = Protocol;
        var transport = await upgrade.UpgradeAsync().ConfigureAwait(false);
        await StreamSession.RunAsync(transport, vms, logger, context.RequestAborted).ConfigureAwait(false);
    }
}
