namespace Domar.HostTools.Systemd;

/// <summary>Reads a dictionary of changed properties (<c>a{sv}</c>), of which most do not matter here.</summary>
internal static class UnitPropertiesReader
{
    /// <summary>The states among changed properties; null for those that are not among them.</summary>
    public static (string? ActiveState, string? SubState) ReadStates(MessageReader reader)
    {
        string? active = null;
        string? sub = null;
        reader.Enter('a', "{sv}");
        while (reader.Enter('e', "sv"))
        {
            var name = reader.ReadUtf8();
            if (name.SequenceEqual("ActiveState"u8))
            {
                active = Text(reader);
            }
            else if (name.SequenceEqual("SubState"u8))
            {
                sub = Text(reader);
            }
            else
            {
                reader.Skip("v");
            }

            reader.Exit();
        }

        reader.Exit();
        return (active, sub);
    }

    private static string Text(MessageReader value)
    {
        value.Enter('v', "s");
        var text = value.ReadString();
        value.Exit();
        return text;
    }
}
