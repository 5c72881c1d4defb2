using System.Globalization;

namespace Domar.HostTools.Storage;

/// <summary>Marks volumes whose content is being made, so that what a crash leaves is known. Only for storages that this machine's daemon alone writes to.</summary>
internal static class VolumeMark
{
    /// <summary>Tells this process from earlier ones, also from those of the same process id.</summary>
    public static string Own { get; } = Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
}
