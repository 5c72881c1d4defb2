namespace Domar.Core.Config;

/// <summary>What the value of a key is.</summary>
public enum ConfigValueType
{
    /// <summary>1, on, yes, true or 0, off, no, false, in any case.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A text.</summary>
    String,

    /// <summary>Comma-separated <c>sub-key=value</c> pairs.</summary>
    PropertyString,

    /// <summary>A line that is handed on as it is (<c>lxc.*</c>).</summary>
    Raw,
}
