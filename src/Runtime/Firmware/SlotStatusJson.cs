using System.Text.Json;
using Domar.Core.Firmware;
using Domar.Runtime.Api;

namespace Domar.Runtime.Firmware;

/// <summary>Writes the answer of <c>GET /nodes/{node}/firmware</c>.</summary>
internal static class SlotStatusJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="status">The slots.</param>
    /// <param name="pendingReset">What a factory reset at the next start does with guests (<c>keep</c>, <c>remove</c>); null when none is wanted.</param>
    public static void Write(Utf8JsonWriter json, SlotStatus status, string? pendingReset)
    {
        var running = status.Running;
        json.WriteStartObject();
        json.WriteString("mode"u8, running.Mode);
        json.WriteString("version"u8, running.Version);
        json.WriteString("variant"u8, running.Variant);
        json.WriteOptional("running"u8, running.Slot?.Word());
        json.WriteFlag("on-trial"u8, status.IsOnTrial);
        json.WriteOptional("install"u8, running.Installation);
        json.WriteOptional("pool"u8, running.Pool);
        json.WriteOptional("reset"u8, pendingReset);
        json.WriteStartArray("slots"u8);
        foreach (var slot in Enum.GetValues<FirmwareSlot>())
        {
            WriteSlot(json, status, slot);
        }

        json.WriteEndArray();
        if (status.Choices is [var choice])
        {
            json.WriteStartObject("next"u8);
            WriteChoice(json, choice);
            json.WriteEndObject();
        }

        json.WriteStartArray("disks"u8);
        foreach (var disk in status.Disks)
        {
            WriteDisk(json, disk);
        }

        json.WriteEndArray();
        json.WriteTexts("problems"u8, status.Problems);
        json.WriteEndObject();
    }

    /// <summary>A reason as one word.</summary>
    public static string Word(SlotReason reason) => reason switch
    {
        SlotReason.Trial => "trial",
        SlotReason.Good => "good",
        SlotReason.TrialFailed => "trial-failed",
        SlotReason.MarkWasCut => "mark-was-cut",
        SlotReason.NothingKnown => "nothing-known",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void WriteSlot(Utf8JsonWriter json, SlotStatus status, FirmwareSlot slot)
    {
        var environments = status.Environments.Values.ToList();
        var image = status.Image(slot);
        json.WriteStartObject();
        json.WriteString("slot"u8, slot.Word());
        json.WriteOptional("version"u8, image?.Version);
        json.WriteOptional("variant"u8, image?.Variant);
        json.WriteOptional("id"u8, image?.Id);
        json.WriteFlag("whole"u8, image is not null);
        json.WriteFlag("running"u8, status.Running.Slot == slot);
        json.WriteFlag("good"u8, environments.Count > 0 && environments.TrueForAll(disk => disk.Good == slot));
        json.WriteFlag("failed"u8, status.FailedSlot == slot);

        // Each disk counts its own starts: the fewest that are left are those of the disk that the machine starts from.
        var trials = environments.Where(disk => disk.Trial is { } trial && trial.Slot == slot).Select(static disk => disk.Trial!.Tries).ToList();
        json.WriteOptional("tries"u8, trials.Count > 0 ? trials.Min() : null);
        json.WriteEndObject();
    }

    private static void WriteDisk(Utf8JsonWriter json, BootDisk disk)
    {
        json.WriteStartObject();
        json.WriteNumber("disk"u8, disk.Number);
        json.WriteString("name"u8, disk.Name);
        json.WriteFlag("readable"u8, disk.Environment is not null);
        if (disk.Environment is { } environment)
        {
            // Left out where the file does not count.
            json.WriteOptional("good"u8, environment.Good?.Word());
            if (environment.Trial is { } trial)
            {
                json.WriteString("trial"u8, trial.Slot?.Word() ?? "none");
                json.WriteNumber("tries"u8, trial.Tries);
            }

            json.WriteStartObject("next"u8);
            WriteChoice(json, SlotPolicy.Next(environment));
            json.WriteEndObject();
        }

        json.WriteOptional("slot-a"u8, disk.SlotA?.Id);
        json.WriteOptional("slot-b"u8, disk.SlotB?.Id);
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, SlotChoice choice)
    {
        json.WriteString("slot"u8, choice.Slot.Word());
        json.WriteString("reason"u8, Word(choice.Reason));
    }
}
