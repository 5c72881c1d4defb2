using System.Text;

namespace Domar.Core.Api;

/// <summary>Finds the method of a verb and path in a tree of path segments. Immutable once made.</summary>
public sealed class ApiRouter
{
    // Volume names hold slashes (iso/debian.iso), and not every client encodes them: this parameter takes the rest of the path.
    private const string RestParameter = "{volume}";

    private readonly Branch _root = new("");

    /// <summary>Builds the tree.</summary>
    /// <exception cref="ArgumentException">Two methods have the same verb and path, or one place has parameters of different names.</exception>
    public ApiRouter(IEnumerable<ApiMethod> methods)
    {
        foreach (var method in methods)
        {
            var branch = _root;
            foreach (var segment in method.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                branch = branch.Grow(segment);
            }

            ref var slot = ref branch.Methods[(int)method.Verb];
            slot = slot is null ? method : throw new ArgumentException($"Two API methods are {method.Name}.", nameof(methods));
        }
    }

    /// <summary>Finds the method for a request; null when there is none.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="path">Path below the API's prefix, still percent-encoded; empty and trailing slashes do not matter.</param>
    /// <exception cref="RequestFormatException">Broken percent-encoding.</exception>
    public ApiMatch? Match(ApiVerb verb, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var values = new List<KeyValuePair<string, string>>(2);
        var branch = _root;
        for (var i = 0; i < segments.Length; i++)
        {
            if (branch.Children.TryGetValue(segments[i], out var child))
            {
                branch = child;
                continue;
            }

            if (branch.Parameter is not { } parameter)
            {
                return null;
            }

            branch = parameter;
            var isRest = parameter.Segment == RestParameter;
            var encoded = isRest ? string.Join('/', segments[i..]) : segments[i];
            values.Add(new(parameter.Segment[1..^1], RawParameters.Decode(Encoding.UTF8.GetBytes(encoded), plusIsSpace: false)));
            if (isRest)
            {
                break;
            }
        }

        return branch.Methods[(int)verb] is { } method ? new ApiMatch(method, values) : null;
    }

    /// <summary>Names of the segments directly below a path, sorted; parameters and Domar's own are left out.</summary>
    /// <param name="path">A path of the table, with its parameters in braces.</param>
    public IReadOnlyList<string> Children(string path)
    {
        var branch = _root;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((segment[0] == '{' ? branch.Parameter : branch.Children.GetValueOrDefault(segment)) is not { } next)
            {
                return [];
            }

            branch = next;
        }

        return [.. branch.Children.Values.Where(child => !child.IsOwnOnly).Select(child => child.Segment).Order(StringComparer.Ordinal)];
    }

    private sealed class Branch(string segment)
    {
        public string Segment { get; } = segment;

        public Dictionary<string, Branch> Children { get; } = new(StringComparer.Ordinal);

        public Branch? Parameter { get; private set; }

        public ApiMethod?[] Methods { get; } = new ApiMethod?[4];

        public bool IsOwnOnly =>
            Methods.All(method => method is null or { IsOwn: true }) && Children.Values.All(child => child.IsOwnOnly) && Parameter is null or { IsOwnOnly: true };

        public Branch Grow(string name)
        {
            if (name[0] != '{')
            {
                return Children.TryGetValue(name, out var child) ? child : Children[name] = new Branch(name);
            }

            Parameter ??= new Branch(name);
            return Parameter.Segment == name
                ? Parameter
                : throw new ArgumentException($"The same place of a path is called both {Parameter.Segment} and {name}.", nameof(name));
        }
    }
}
