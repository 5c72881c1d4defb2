using Domar.Core.Api;
using Domar.Core.Primitives;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Api;

/// <summary>How much a guest's unit may do.</summary>
internal sealed class GuestSecurityHandlers(GuestSecurity security)
{
    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/nodes/{node}/qemu/{vmid}/domar/security", request => GetAsync(request, GuestKind.Qemu));
        table.Add(ApiVerb.Get, "/nodes/{node}/lxc/{vmid}/domar/security", request => GetAsync(request, GuestKind.Lxc));
    }

    private async ValueTask<ApiReply> GetAsync(ApiRequest request, GuestKind kind)
    {
        var (text, exposure) = await security.AnalyzeAsync(kind, request.Guest, request.Aborted);
        return ApiReply.Object(json =>
        {
            json.WriteString("text"u8, text);
            json.WriteNumber("exposure"u8, exposure);
        });
    }
}
