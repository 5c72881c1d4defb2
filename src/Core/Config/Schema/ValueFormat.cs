namespace Domar.Core.Config;

/// <summary>Whether a text has a form. Must take linear time in the text's length.</summary>
internal delegate bool FormCheck(ReadOnlySpan<char> text);

/// <summary>The form of a text.</summary>
/// <param name="Name">Proxmox's name of the format (<c>mac-addr</c>); null where Proxmox has none.</param>
/// <param name="Allowed">What is allowed, to follow "Allowed: ".</param>
/// <param name="Check">The check itself.</param>
internal sealed record ValueFormat(string? Name, string Allowed, FormCheck Check);
