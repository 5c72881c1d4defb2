using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Domar.Core.Qemu;

/// <summary>
/// A device, object, chardev or netdev with its properties in order. Written as <c>driver,key=value</c> on the command line and, for hotplug,
/// as JSON: there QEMU (since 6.2) insists on the property's own type, hence the typed values.
/// </summary>
internal sealed class DeviceSpec(string driver)
{
    private readonly List<(string Key, object Value)> _properties = [];

    public string Driver { get; } = driver;

    public string? Id => _properties.FirstOrDefault(p => p.Key == "id").Value as string;

    public DeviceSpec Add(string key, string? value)
    {
        if (value is not null)
        {
            _properties.Add((key, value));
        }

        return this;
    }

    public DeviceSpec Add(string key, long? value)
    {
        if (value is not null)
        {
            _properties.Add((key, value.Value));
        }

        return this;
    }

    public DeviceSpec Add(string key, bool? value)
    {
        if (value is not null)
        {
            _properties.Add((key, value.Value));
        }

        return this;
    }

    /// <summary>Adds where the device sits.</summary>
    public DeviceSpec At(PciSlot slot) => Add("bus", slot.Bus).Add("addr", slot.Address);

    /// <summary>The form of the command line; a comma in a value is doubled, as QEMU's option parser wants it.</summary>
    public string ToArgument(string? driverKey = null)
    {
        var text = new StringBuilder(driverKey is null ? Driver : $"{driverKey}={Driver}");
        foreach (var (key, value) in _properties)
        {
            text.Append(',').Append(key).Append('=').Append(value switch
            {
                string s => s.Replace(",", ",,", StringComparison.Ordinal),
                bool b => b ? "on" : "off",
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            });
        }

        return text.ToString();
    }

    /// <summary>The form of QMP's <c>device_add</c>, <c>object-add</c> and <c>netdev_add</c>.</summary>
    public string ToJson(string driverKey) => JsonText.Write(w =>
    {
        w.WriteStartObject();
        w.WriteString(driverKey, Driver);
        foreach (var (key, value) in _properties)
        {
            switch (value)
            {
                case string s:
                    w.WriteString(key, s);
                    break;
                case bool b:
                    w.WriteBoolean(key, b);
                    break;
                default:
                    w.WriteNumber(key, (long)value);
                    break;
            }
        }

        w.WriteEndObject();
    });
}
