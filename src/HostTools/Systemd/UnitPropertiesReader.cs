namespace Domar.HostTools.Systemd;

/// <summary>Reads a dictionary of properties (<c>a{sv}</c>), of which most do not matter here.</summary>
internal static class UnitPropertiesReader
{
    /// <summary>All of a service; null when it is not loaded.</summary>
    public static UnitProperties? Read(MessageReader reader)
    {
        var unit = new UnitProperties();
        var isLoaded = true;
        Each(reader, (name, value) =>
        {
            switch (name)
            {
                case "LoadState":
                    isLoaded = !Text(value).SequenceEqual("not-found"u8);
                    break;
                case "ActiveState":
                    unit = unit with { ActiveState = String(value) };
                    break;
                case "SubState":
                    unit = unit with { SubState = String(value) };
                    break;
                case "Description":
                    unit = unit with { Description = String(value) };
                    break;
                case "InvocationID":
                    value.Enter('v', "ay");
                    unit = unit with { InvocationId = Convert.ToHexStringLower(value.ReadBytes()) };
                    value.Exit();
                    break;
                case "ControlGroup":
                    unit = unit with { ControlGroup = String(value) };
                    break;
                case "Result":
                    unit = unit with { Result = String(value) };
                    break;
                case "MainPID":
                    unit = unit with { MainPid = (int)UInt32(value) };
                    break;
                case "ExecMainPID":
                    unit = unit with { ExecMainPid = (int)UInt32(value) };
                    break;
                case "ExecMainCode":
                    unit = unit with { ExecMainCode = Int32(value) };
                    break;
                case "ExecMainStatus":
                    unit = unit with { ExecMainStatus = Int32(value) };
                    break;
                case "ExecMainStartTimestamp":
                    value.Enter('v', "t");
                    var microseconds = value.ReadUInt64();
                    value.Exit();
                    unit = unit with { ExecMainStartedAt = microseconds == 0 ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) };
                    break;
                default:
                    value.Skip("v");
                    break;
            }
        });
        return isLoaded ? unit : null;
    }

    /// <summary>The states among changed properties; null for those that are not among them.</summary>
    public static (string? ActiveState, string? SubState) ReadStates(MessageReader reader)
    {
        string? active = null;
        string? sub = null;
        Each(reader, (name, value) =>
        {
            switch (name)
            {
                case "ActiveState":
                    active = String(value);
                    break;
                case "SubState":
                    sub = String(value);
                    break;
                default:
                    value.Skip("v");
                    break;
            }
        });
        return (active, sub);
    }

    private static void Each(MessageReader reader, Action<string, MessageReader> onProperty)
    {
        reader.Enter('a', "{sv}");
        while (reader.Enter('e', "sv"))
        {
            onProperty(Known(reader.ReadUtf8()), reader);
            reader.Exit();
        }

        reader.Exit();
    }

    // A service has some four hundred properties: no string for those that nobody asks for.
    private static string Known(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("LoadState"u8) ? "LoadState"
        : name.SequenceEqual("ActiveState"u8) ? "ActiveState"
        : name.SequenceEqual("SubState"u8) ? "SubState"
        : name.SequenceEqual("Description"u8) ? "Description"
        : name.SequenceEqual("InvocationID"u8) ? "InvocationID"
        : name.SequenceEqual("ControlGroup"u8) ? "ControlGroup"
        : name.SequenceEqual("Result"u8) ? "Result"
        : name.SequenceEqual("MainPID"u8) ? "MainPID"
        : name.SequenceEqual("ExecMainPID"u8) ? "ExecMainPID"
        : name.SequenceEqual("ExecMainCode"u8) ? "ExecMainCode"
        : name.SequenceEqual("ExecMainStatus"u8) ? "ExecMainStatus"
        : name.SequenceEqual("ExecMainStartTimestamp"u8) ? "ExecMainStartTimestamp"
        : "";

    private static ReadOnlySpan<byte> Text(MessageReader value)
    {
        value.Enter('v', "s");
        var text = value.ReadUtf8();
        value.Exit();
        return text;
    }

    private static string String(MessageReader value) => System.Text.Encoding.UTF8.GetString(Text(value));

    private static uint UInt32(MessageReader value)
    {
        value.Enter('v', "u");
        var number = value.ReadUInt32();
        value.Exit();
        return number;
    }

    private static int Int32(MessageReader value)
    {
        value.Enter('v', "i");
        var number = value.ReadInt32();
        value.Exit();
        return number;
    }
}
