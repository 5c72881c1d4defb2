namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary>How to attend to a console.</summary>
internal sealed record ConsoleOptions
{
    /// <summary>Input is sent only after this was printed; null for at once.</summary>
    public string? After { get; init; }

    /// <summary>Ends well when this was printed; null for never.</summary>
    public string? Until { get; init; }

    /// <summary>Gives up after this time; null for never.</summary>
    public TimeSpan? Timeout { get; init; }
}
