using Domar.Core.Primitives;

namespace Domar.Core.Api;

/// <summary>One method of the API: what the router, the parameter check and the documentation go by.</summary>
/// <param name="Verb">HTTP verb.</param>
/// <param name="Path">Path below <c>/api2/json</c> with its parameters in braces, for example <c>/nodes/{node}/qemu</c>.</param>
/// <param name="Summary">One sentence for people.</param>
public sealed record ApiMethod(ApiVerb Verb, string Path, string Summary)
{
    /// <summary>Its parameters, those of the path included, config keys excluded.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Whether keys of a guest's config are parameters too, and of which kind of guest; null for no.</summary>
    public GuestKind? ConfigKeys { get; init; }

    /// <summary>Whether it answers with the id of a task (UPID) that does the work.</summary>
    public bool IsTask { get; init; }

    /// <summary>For a method that lists the paths below its own: the name of the member that holds each (<c>subdir</c> or <c>name</c>); null otherwise.</summary>
    public string? IndexMember { get; init; }

    /// <summary>Whether it is Domar's own and unknown to Proxmox.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The verb and path, for example <c>GET /version</c>.</summary>
    public string Name => $"{Verb.ToString().ToUpperInvariant()} {Path}";

    /// <summary>The parameter of a name; null when there is none.</summary>
    public ApiParameter? Find(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }
}
