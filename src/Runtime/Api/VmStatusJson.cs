using System.Text.Json;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Api;

/// <summary>A VM's status as the wire shows it.</summary>
internal static class VmStatusJson
{
    /// <summary>The two states that Proxmox has: <c>running</c> and <c>stopped</c>. What Domar knows beyond is in the member <c>domar</c>.</summary>
    public static string Status(VmStatus vm) => vm.State is GuestState.Stopped or GuestState.Starting ? "stopped" : "running";

    /// <summary>Members of <c>status/current</c> and of the list.</summary>
    public static void WriteMembers(Utf8JsonWriter json, VmStatus vm)
    {
        json.WriteNumber("vmid"u8, vm.Id.Value);
        json.WriteString("status"u8, Status(vm));
        json.WriteString("name"u8, vm.Name);
        json.WriteString("qmpstatus"u8, vm.QmpStatus);
        WriteFigures(json, vm);
        json.WriteNumber("cpus"u8, vm.Cpus);
        json.WriteOptional("pid"u8, vm.Pid);
        json.WriteOptional("running-machine"u8, vm.RunningMachine);
        json.WriteOptional("running-qemu"u8, vm.RunningQemu);
        if (vm.HasSerial)
        {
            json.WriteNumber("serial"u8, 1);
        }

        json.WriteStartObject("domar"u8);
        json.WriteString("state"u8, StateName(vm.State));
        json.WriteOptional("problem"u8, vm.Problem);
        json.WriteEndObject();
    }

    /// <summary>Members of <c>status/current</c> that the list does not have.</summary>
    public static void WriteCurrentMembers(Utf8JsonWriter json)
    {
        json.WriteStartObject("ha"u8);
        json.WriteNumber("managed"u8, 0);
        json.WriteEndObject();
    }

    /// <summary>Members of <c>/cluster/resources</c>.</summary>
    public static void WriteResource(Utf8JsonWriter json, VmStatus vm, string node)
    {
        json.WriteString("id"u8, $"qemu/{vm.Id}");
        json.WriteString("type"u8, "qemu"u8);
        json.WriteString("node"u8, node);
        json.WriteNumber("vmid"u8, vm.Id.Value);
        json.WriteString("name"u8, vm.Name);
        json.WriteString("status"u8, Status(vm));
        json.WriteNumber("maxcpu"u8, vm.Cpus);
        WriteFigures(json, vm);
    }

    /// <summary>A state of Domar by its name.</summary>
    public static string StateName(GuestState state) => state switch
    {
        GuestState.Stopped => "stopped",
        GuestState.Starting => "starting",
        GuestState.Running => "running",
        GuestState.Stopping => "stopping",
        _ => "unresponsive",
    };

    private static void WriteFigures(Utf8JsonWriter json, VmStatus vm)
    {
        json.WriteNumber("uptime"u8, vm.UptimeSeconds);
        json.WriteNumber("cpu"u8, vm.CpuUsage);
        json.WriteNumber("mem"u8, vm.MemoryBytes);
        json.WriteNumber("maxmem"u8, vm.MaxMemoryBytes);
        json.WriteNumber("disk"u8, 0);
        json.WriteNumber("maxdisk"u8, vm.MaxDiskBytes);
        json.WriteNumber("diskread"u8, vm.DiskReadBytes);
        json.WriteNumber("diskwrite"u8, vm.DiskWriteBytes);
        json.WriteNumber("netin"u8, vm.NetInBytes);
        json.WriteNumber("netout"u8, vm.NetOutBytes);
        if (vm.IsTemplate)
        {
            json.WriteNumber("template"u8, 1);
        }

        json.WriteOptional("tags"u8, vm.Tags);
        json.WriteOptional("lock"u8, vm.Lock);
    }
}
