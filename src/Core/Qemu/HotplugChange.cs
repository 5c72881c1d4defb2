namespace Domar.Core.Qemu;

/// <summary>One key's change, seen in the running configuration and in the wanted one.</summary>
internal sealed record HotplugChange(string Key, PlanContext Running, PlanContext Wanted, IReadOnlySet<string>? Devices)
{
    public HotplugNeedsRestart NeedsRestart(string why) => new($"'{Key}' changes at the next start of VM {Running.Id}: {why}.");

    public static QmpStep AddDevice(DeviceSpec device) => new("device_add", device.ToJson("driver")) { Undo = RemoveDevice(device.Id!) };

    public static QmpStep RemoveDevice(string id) => new("device_del", Named("id", id)) { AwaitDeletedDevice = id };

    public static QmpStep AddObject(string id, string json) => new("object-add", json) { Undo = new QmpStep("object-del", Named("id", id)) };

    public static string Named(string key, string value) => JsonText.Write(w =>
    {
        w.WriteStartObject();
        w.WriteString(key, value);
        w.WriteEndObject();
    });
}
