using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>What people call a guest.</summary>
internal static class GuestName
{
    /// <summary><c>VM 100</c> or <c>CT 101</c>.</summary>
    public static string Of(GuestKind kind, GuestId id) => kind is GuestKind.Lxc ? $"CT {id}" : $"VM {id}";
}
