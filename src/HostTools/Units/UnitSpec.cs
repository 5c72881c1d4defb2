namespace Domar.HostTools.Units;

/// <summary>What a unit runs.</summary>
public sealed record UnitSpec
{
    /// <summary>Unit name, for example <c>domar-vm-100.service</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>File that standard output and error go to; truncated at each start.</summary>
    public required string LogPath { get; init; }
}
