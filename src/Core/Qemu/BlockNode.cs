using System.Text.Json;

namespace Domar.Core.Qemu;

/// <summary>A node of QEMU's block graph with the nodes below it.</summary>
internal sealed class BlockNode(string driver, string? name)
{
    private readonly List<Action<Utf8JsonWriter>> _properties = [];

    public BlockNode? File { get; init; }

    public BlockNode? Backing { get; init; }

    public BlockNode Set(string key, string? value)
    {
        if (value is not null)
        {
            _properties.Add(w => w.WriteString(key, value));
        }

        return this;
    }

    public BlockNode Set(string key, bool value)
    {
        _properties.Add(w => w.WriteBoolean(key, value));
        return this;
    }

    public BlockNode Set(string key, long value)
    {
        _properties.Add(w => w.WriteNumber(key, value));
        return this;
    }

    public BlockNode Set(Action<Utf8JsonWriter> write)
    {
        _properties.Add(write);
        return this;
    }

    public string ToJson() => JsonText.Write(Write);

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("driver", driver);
        if (name is not null)
        {
            writer.WriteString("node-name", name);
        }

        foreach (var property in _properties)
        {
            property(writer);
        }

        if (File is not null)
        {
            writer.WritePropertyName("file");
            File.Write(writer);
        }

        if (Backing is not null)
        {
            writer.WritePropertyName("backing");
            Backing.Write(writer);
        }

        writer.WriteEndObject();
    }
}
