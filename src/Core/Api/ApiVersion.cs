namespace Domar.Core.Api;

/// <summary>The version of Proxmox VE whose API is spoken; what <c>GET /version</c> tells clients, which choose their behaviour by it.</summary>
public static class ApiVersion
{
    /// <summary>Full version.</summary>
    public const string Version = "9.2.3";

    /// <summary>Release: the first two numbers.</summary>
    public const string Release = "9.2";

    /// <summary>Proxmox puts the commit of its manager here; clients want eight hex digits or more and do not compare them.</summary>
    public const string RepositoryId = "00000000";
}
