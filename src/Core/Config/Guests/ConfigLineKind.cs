namespace Domar.Core.Config;

/// <summary>What a line of a configuration file is.</summary>
internal enum ConfigLineKind
{
    /// <summary>Nothing but white space.</summary>
    Blank,

    /// <summary>Starts with '#'.</summary>
    Comment,

    /// <summary>A section's name in brackets.</summary>
    Header,

    /// <summary>A key and its value.</summary>
    Entry,

    /// <summary>None of these.</summary>
    Other,
}
