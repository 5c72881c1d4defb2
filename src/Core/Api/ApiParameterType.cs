using System.Diagnostics.CodeAnalysis;

namespace Domar.Core.Api;

/// <summary>Types of API parameters, named as on Proxmox's wire (in lower case).</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "They are the names of the wire's types.")]
public enum ApiParameterType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>1 or 0; yes, no, on, off, true, false are accepted.</summary>
    Boolean,
}
