using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>Takes over a connection that asks for <c>GET /domar/v1/streams</c> with <c>Upgrade: domar-streams</c>. The caller has been let in already.</summary>
internal interface IStreamEndpoint
{
    /// <summary>Serves the connection until either side ends it.</summary>
    Task HandleAsync(HttpContext context);
}
