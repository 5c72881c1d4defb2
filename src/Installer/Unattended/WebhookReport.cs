using System.Text.Json;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Settings;
using Domar.Installer.Inventory;
using Domar.Installer.Output;

namespace Domar.Installer.Unattended;

/// <summary>
/// What the post-installation webhook is told, in the form of Proxmox's (pve.proxmox.com/wiki/Automated_Installation, "Post-Installation Notification", schema 1.2). Texts that are not
/// known are empty, not absent: readers with types expect them.
/// </summary>
internal static class WebhookReport
{
    private static readonly string[] KeyTypes = ["ecdsa", "ed25519", "rsa"];

    /// <summary>Writes it.</summary>
    public static string Write(InstallSettings settings, MachineReport machine, SystemFacts facts, InstallOutcome outcome) => JsonText.Object(json =>
    {
        SystemInformation.WriteSchema(json, "1.2");
        json.WriteString("debian-version", facts.DebianVersion);
        json.WriteStartObject("product");
        json.WriteString("fullname", "Domar");
        json.WriteString("short", SystemInformation.Product);
        json.WriteString("version", facts.Version);
        json.WriteEndObject();
        SystemInformation.WriteIso(json, facts);
        json.WriteStartObject("kernel-version");
        json.WriteString("machine", facts.Kernel.Machine);
        json.WriteString("release", facts.Kernel.Release);
        json.WriteString("sysname", facts.Kernel.Name);
        json.WriteString("version", facts.Kernel.Version);
        json.WriteEndObject();
        json.WriteStartObject("boot-info");
        json.WriteString("mode", machine.Firmware.IsUefi ? "efi" : "bios");
        WriteIfTrue(json, "secureboot", machine.Firmware.SecureBoot == true);
        json.WriteEndObject();
        json.WriteStartObject("cpu-info");
        json.WriteNumber("cores", facts.Cpu.Cores);
        json.WriteNumber("cpus", facts.Cpu.Threads);
        json.WriteString("flags", string.Join(' ', facts.Cpu.Flags.Order(StringComparer.Ordinal)));
        json.WriteBoolean("hvm", facts.Cpu.HasVirtualization);
        json.WriteString("model", facts.Cpu.Model);
        json.WriteNumber("sockets", facts.Cpu.Sockets);
        json.WriteEndObject();
        SystemInformation.WriteDmi(json, facts.Dmi);
        json.WriteString("filesystem", SettingsJson.FileSystemText(settings.Disks));
        json.WriteString("fqdn", settings.Name.ToString());
        json.WriteString("machine-id", outcome.MachineId ?? "");
        var installFacts = machine.ToFacts();
        json.WriteStartArray("disks");
        foreach (var disk in installFacts.Disks)
        {
            json.WriteStartObject();
            json.WriteNumber("size", disk.Device.SizeBytes);
            WriteIfTrue(json, "is-bootdisk", settings.Disks.Targets.Any(target => target.Device.Path == disk.Device.Path));
            SystemInformation.WriteTexts(json, "udev-properties", disk.Properties);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("network-interfaces");
        foreach (var nic in installFacts.Nics)
        {
            var pinned = settings.Network.PinnedNames?.GetValueOrDefault(nic.Mac);
            var name = pinned ?? nic.Name;
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("mac", nic.Mac);
            if (settings.Network.Nic == name)
            {
                json.WriteString("address", settings.Network.Address.ToString());
                json.WriteBoolean("is-management", true);
            }

            WriteIfTrue(json, "is-pinned", pinned is not null);
            SystemInformation.WriteTexts(json, "udev-properties", nic.Properties);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("ssh-public-host-keys");
        foreach (var type in KeyTypes)
        {
            json.WriteString(type, outcome.SshHostKeys.GetValueOrDefault(type, "").Trim());
        }

        json.WriteEndObject();
        json.WriteString("reboot-mode", settings.RebootMode == RebootMode.Reboot ? "reboot" : "power-off");
    });

    // Proxmox leaves out what is false.
    private static void WriteIfTrue(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }
}
