using System.Text;

namespace Domar.HostTools.Exec;

/// <summary>
/// How a unit's process says in its environment what it is. The two lines come first, so that a look at the start of /proc/PID/environ is enough;
/// only a shell that replaces itself by another program moves them.
/// </summary>
internal sealed class UnitMarker
{
    /// <summary>Holds the folder of the instance that started it.</summary>
    public const string InstanceVariable = "DOMAR_INSTANCE";

    /// <summary>Holds the unit's name.</summary>
    public const string UnitVariable = "DOMAR_UNIT";

    /// <summary>How much of an environment is looked at.</summary>
    public const int BytesNeeded = 64 * 1024;

    private readonly string _instance;
    private readonly byte[] _instanceLine;

    /// <param name="instanceFolder">Canonical absolute path.</param>
    public UnitMarker(string instanceFolder)
    {
        _instance = instanceFolder;
        _instanceLine = Encoding.UTF8.GetBytes($"{InstanceVariable}={instanceFolder}\0");
    }

    private static ReadOnlySpan<byte> UnitStart => "DOMAR_UNIT="u8;

    /// <summary>The lines for a unit.</summary>
    public string[] Lines(string unit) => [$"{InstanceVariable}={_instance}", $"{UnitVariable}={unit}"];

    /// <summary>The unit's name in an environment (or the beginning of one); null when it is not of this instance.</summary>
    public string? Parse(ReadOnlySpan<byte> environment)
    {
        if (Find(environment, _instanceLine) < 0)
        {
            return null;
        }

        var at = Find(environment, UnitStart);
        if (at < 0)
        {
            return null;
        }

        var name = environment[(at + UnitStart.Length)..];
        var end = name.IndexOf((byte)0);
        return end <= 0 ? null : Encoding.UTF8.GetString(name[..end]);
    }

    /// <summary>Where a line begins that starts so; -1 for nowhere.</summary>
    private static int Find(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> start)
    {
        for (var from = 0; ;)
        {
            var at = environment[from..].IndexOf(start);
            if (at < 0)
            {
                return -1;
            }

            at += from;
            if (at == 0 || environment[at - 1] == 0)
            {
                return at;
            }

            from = at + 1;
        }
    }
}
