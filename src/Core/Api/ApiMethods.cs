namespace Domar.Core.Api;

/// <summary>Every API method that is built. What is not in here answers 501.</summary>
public static class ApiMethods
{
    /// <summary>The methods, by area.</summary>
    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, "/", "Lists the parts of the API.") { IndexMember = "subdir", IsOwn = true },
        new(ApiVerb.Get, "/version", "The API's version, and in 'domar' that of the program."),
        .. ClusterMethods.All,
        .. NodeMethods.All,
        .. FirmwareMethods.All,
        .. TaskMethods.All,
        .. QemuMethods.All,
        .. LxcMethods.All,
        .. StorageMethods.All,
        new(ApiVerb.Get, "/domar", "Lists what is Domar's own.") { IndexMember = "subdir", IsOwn = true },
        new(ApiVerb.Get, "/domar/report", "Everything that support would ask for as one text, secrets left out.") { IsOwn = true },
    ];
}
