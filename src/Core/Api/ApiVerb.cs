namespace Domar.Core.Api;

/// <summary>HTTP verbs that the API knows.</summary>
public enum ApiVerb
{
    /// <summary>Reads.</summary>
    Get,

    /// <summary>Makes, or starts a task.</summary>
    Post,

    /// <summary>Changes.</summary>
    Put,

    /// <summary>Removes.</summary>
    Delete,
}
