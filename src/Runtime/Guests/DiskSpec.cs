using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>What a disk value in a request asks for: a new volume (<c>storage:GIB</c>), a copy of an image, or what is there already.</summary>
internal abstract record DiskSpec
{
    private DiskSpec()
    {
    }

    /// <summary>A volume to be made.</summary>
    /// <param name="Storage">Where.</param>
    /// <param name="SizeBytes">Size; 0 with <paramref name="ImportFrom"/> for the image's own.</param>
    /// <param name="Format">Format wanted; null for the storage's default.</param>
    /// <param name="ImportFrom">Volume or absolute path to copy; null for an empty one.</param>
    internal sealed record New(string Storage, long SizeBytes, string? Format, string? ImportFrom) : DiskSpec;

    /// <summary>A volume that exists.</summary>
    internal sealed record Existing(VolumeId Volume) : DiskSpec;

    /// <summary>An absolute path, an empty drive (<c>none</c>) or the host's drive (<c>cdrom</c>): taken as it is.</summary>
    internal sealed record AsIs : DiskSpec;

    /// <summary>Reads a disk value.</summary>
    /// <exception cref="RequestRefusedException">It makes no sense; the message names the key.</exception>
    /// <param name="key">Config key.</param>
    /// <param name="disk">Its value.</param>
    /// <param name="member">The part of the value that names the volume: <c>file</c> of VMs, <c>volume</c> of containers.</param>
    public static DiskSpec Parse(string key, PropertyString disk, string member = "file")
    {
        var file = disk[member] ?? "";
        var import = disk["import-from"];
        var colon = file.IndexOf(':');
        if (colon > 0 && VolumeId.IsStorageName(file.AsSpan(0, colon)) &&
            double.TryParse(file.AsSpan(colon + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var gib))
        {
            if (gib == 0 && import is null && !key.StartsWith("efidisk", StringComparison.Ordinal) && !key.StartsWith("tpmstate", StringComparison.Ordinal))
            {
                throw Bad(key, $"'{file}' asks for a volume of 0 GiB; give a size in GiB, or import-from= an image");
            }

            if (gib > 1024 * 1024)
            {
                throw Bad(key, $"'{file}' asks for a volume of {gib} GiB; at most 1048576 GiB (1 PiB) can be asked for");
            }

            return new New(file[..colon], (long)Math.Ceiling(gib * (1L << 30)), disk["format"], import);
        }

        if (import is not null)
        {
            throw Bad(key, $"import-from needs a new volume: write '{key}=STORAGE:0,import-from={import}'");
        }

        return file is "none" or "cdrom" || file.StartsWith('/')
            ? new AsIs()
            : VolumeId.TryParse(file, out var volume) ? new Existing(volume) : throw Bad(key, $"'{file}' is no volume: expected STORAGE:NAME, STORAGE:SIZE_GIB, an absolute path, none or cdrom");
    }

    private static RequestRefusedException Bad(string key, string message) => new(
        RefusalReason.BadParameter, $"{key}: {message}", new Dictionary<string, string> { [key] = message });
}
