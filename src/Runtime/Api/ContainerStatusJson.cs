using System.Text.Json;
using Domar.Runtime.Containers;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Api;

/// <summary>A container's status as the wire shows it.</summary>
internal static class ContainerStatusJson
{
    /// <summary>The two states that Proxmox has: <c>running</c> and <c>stopped</c>. What Domar knows beyond is in the member <c>domar</c>.</summary>
    public static string Status(ContainerStatus container) => container.State is GuestState.Stopped or GuestState.Starting ? "stopped" : "running";

    /// <summary>Members of <c>status/current</c> and of the list.</summary>
    public static void WriteMembers(Utf8JsonWriter json, ContainerStatus container)
    {
        json.WriteNumber("vmid"u8, container.Id.Value);
        json.WriteString("status"u8, Status(container));
        json.WriteString("name"u8, container.Name);
        json.WriteString("type"u8, "lxc"u8);
        json.WriteNumber("cpus"u8, container.Cpus);
        json.WriteNumber("maxswap"u8, container.MaxSwapBytes);
        json.WriteOptional("pid"u8, container.Pid);
        WriteFigures(json, container);
        json.WriteStartObject("domar"u8);
        json.WriteString("state"u8, VmStatusJson.StateName(container.State));
        json.WriteOptional("problem"u8, container.Problem);
        json.WriteEndObject();
    }

    /// <summary>Members of <c>/cluster/resources</c>.</summary>
    public static void WriteResource(Utf8JsonWriter json, ContainerStatus container, string node)
    {
        json.WriteString("id"u8, $"lxc/{container.Id}");
        json.WriteString("type"u8, "lxc"u8);
        json.WriteString("node"u8, node);
        json.WriteNumber("vmid"u8, container.Id.Value);
        json.WriteString("name"u8, container.Name);
        json.WriteString("status"u8, Status(container));
        json.WriteNumber("maxcpu"u8, container.Cpus);
        WriteFigures(json, container);
    }

    private static void WriteFigures(Utf8JsonWriter json, ContainerStatus container)
    {
        json.WriteNumber("uptime"u8, container.UptimeSeconds);
        json.WriteNumber("cpu"u8, container.CpuUsage);
        json.WriteNumber("mem"u8, container.MemoryBytes);
        json.WriteNumber("maxmem"u8, container.MaxMemoryBytes);
        json.WriteNumber("maxdisk"u8, container.MaxDiskBytes);
        if (container.IsTemplate)
        {
            json.WriteNumber("template"u8, 1);
        }

        json.WriteOptional("tags"u8, container.Tags);
        json.WriteOptional("lock"u8, container.Lock);
    }
}
