using Domar.Core.Api;

namespace Domar.Runtime.Api;

/// <summary>Lists of the paths below a path, from the tree of methods itself.</summary>
internal static class IndexHandlers
{
    /// <summary>Adds a handler for every method that is a list of paths.</summary>
    public static void Register(ApiHandlerTable table, ApiRouter router)
    {
        foreach (var method in ApiMethods.All)
        {
            if (method.IndexMember is { } member)
            {
                table.Add(method.Verb, method.Path, _ => ApiReply.List(router.Children(method.Path), (json, name) => json.WriteString(member, name)));
            }
        }
    }
}
