using System.Net;

namespace Domar.Core.Install.Inventory;

/// <summary>Where packets to the world go.</summary>
/// <param name="Device">Through which card.</param>
/// <param name="Gateway">To which router.</param>
public sealed record DefaultRoute(string Device, IPAddress Gateway);
