using Domar.Core.Api;

namespace Domar.Runtime.Api;

/// <summary>Handlers by method. Made once at start; afterwards only read.</summary>
internal sealed class ApiHandlerTable
{
    private readonly Dictionary<ApiMethod, Func<ApiRequest, ValueTask<ApiReply>>> _handlers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ApiMethod> _methods = ApiMethods.All.ToDictionary(method => method.Name);

    /// <summary>Sets the handler of a method.</summary>
    /// <exception cref="ArgumentException">The table of methods has none of this name, or it has a handler already.</exception>
    public void Add(ApiVerb verb, string path, Func<ApiRequest, ValueTask<ApiReply>> handler)
    {
        var name = $"{verb.ToString().ToUpperInvariant()} {path}";
        if (!_methods.TryGetValue(name, out var method))
        {
            throw new ArgumentException($"The table of API methods has no '{name}'.", nameof(path));
        }

        _handlers.Add(method, handler);
    }

    /// <summary>Sets a handler that answers at once.</summary>
    public void Add(ApiVerb verb, string path, Func<ApiRequest, ApiReply> handler) => Add(verb, path, request => ValueTask.FromResult(handler(request)));

    /// <summary>The handler of a method; null when it has none, which a test rules out.</summary>
    public Func<ApiRequest, ValueTask<ApiReply>>? Find(ApiMethod method) => _handlers.GetValueOrDefault(method);
}
