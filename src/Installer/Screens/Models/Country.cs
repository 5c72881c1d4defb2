namespace Domar.Installer.Screens.Models;

/// <summary>A country.</summary>
/// <param name="Code">ISO 3166-1 alpha-2 in lower case.</param>
/// <param name="Name">Its English name; the code where names are not known.</param>
/// <param name="Zones">Its time zones, in the order of the tz database: neighbours stand together, and otherwise those with more people first.</param>
internal sealed record Country(string Code, string Name, IReadOnlyList<string> Zones);
