namespace Domar.Runtime.Guests;

/// <summary>Kinds of refusal; the API turns them into HTTP status codes as Proxmox does.</summary>
internal enum RefusalReason
{
    /// <summary>A parameter is missing, unknown or out of range (400).</summary>
    BadParameter,

    /// <summary>The guest, storage or task does not exist (500 with Proxmox's text for guests; clients match on it).</summary>
    NotFound,

    /// <summary>The id or name is taken, or the object is in the wrong state (500).</summary>
    Conflict,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>It was begun and did not end in the time that it was given (504).</summary>
    Timeout,
}
