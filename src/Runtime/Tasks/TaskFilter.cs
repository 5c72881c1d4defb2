namespace Domar.Runtime.Tasks;

/// <summary>Which tasks to list. Null members do not filter.</summary>
internal sealed record TaskFilter
{
    /// <summary>How many newest ones to pass over.</summary>
    public int Start { get; init; }

    /// <summary>How many to list at the most.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Only those that work on this guest.</summary>
    public string? GuestId { get; init; }

    /// <summary>Only this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only those whose user contains this.</summary>
    public string? User { get; init; }

    /// <summary>Only those that failed.</summary>
    public bool ErrorsOnly { get; init; }

    /// <summary>True: only running ones; false: only ended ones.</summary>
    public bool? Running { get; init; }

    /// <summary>Only those started at or after this Unix time.</summary>
    public long? Since { get; init; }

    /// <summary>Only those started at or before this Unix time.</summary>
    public long? Until { get; init; }
}
