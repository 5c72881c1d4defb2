using System.Reflection;

namespace Domar.Runtime.Daemon;

/// <summary>The program's version.</summary>
internal static class DomarVersion
{
    /// <summary>For example <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(DomarVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
