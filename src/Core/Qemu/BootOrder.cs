namespace Domar.Core.Qemu;

/// <summary>Which devices the firmware tries, in order. Lower indexes come first.</summary>
internal sealed class BootOrder
{
    // Letters of the old form: disk, CD, network; each letter's place is worth a hundred.
    private const string DefaultLetters = "cdn";

    private readonly Dictionary<string, int> _explicit = [];
    private readonly Dictionary<char, int> _next = [];
    private readonly string? _bootDisk;

    private BootOrder(string? bootDisk) => _bootDisk = bootDisk;

    /// <summary>No device has a place.</summary>
    public static BootOrder None => new(null);

    public static BootOrder Read(PlanContext context)
    {
        var order = new BootOrder(context.Get("bootdisk"));
        var options = context.Options("boot");
        if (options?["order"] is { } list)
        {
            var index = 100;
            foreach (var device in list.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                order._explicit[device] = index++;
            }

            return order;
        }

        // "boot:" with nothing after it means: no device at all.
        var letters = options?["legacy"] ?? context.Get("boot") ?? DefaultLetters;
        for (var i = 0; i < letters.Length; i++)
        {
            order._next[letters[i]] = (i + 1) * 100;
        }

        return order;
    }

    /// <summary>Index of a device, or null when the firmware shall not boot from it. To be asked once for each device, in the order of the devices.</summary>
    /// <param name="key">The device's key.</param>
    /// <param name="kind">Its letter: c (disk), d (CD), n (network); null for others.</param>
    public int? IndexOf(string key, char? kind)
    {
        if (_explicit.TryGetValue(key, out var index))
        {
            return index;
        }

        if (kind is null || !_next.TryGetValue(kind.Value, out var next) || (kind == 'c' && key != _bootDisk))
        {
            return null;
        }

        _next[kind.Value] = next + 1;
        return next;
    }
}
