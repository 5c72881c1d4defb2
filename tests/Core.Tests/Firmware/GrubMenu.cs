using System.Text;
using Domar.Core.Firmware;

namespace Domar.Core.Tests.Firmware;

/// <summary>
/// What GRUB's menu does with one disk, written anew from the contract (image/grub) and working on the files' bytes: a second opinion, not the code under test.
/// </summary>
internal sealed class GrubMenu
{
    public byte[] Good { get; set; } = [];

    public byte[] Trial { get; set; } = [];

    /// <summary>Slots with a kernel that can be loaded.</summary>
    public required string Kernels { get; set; }

    public static GrubMenu Of(BootEnvironment environment, string kernels = "ab") => new()
    {
        Good = environment.Good is { } good ? GrubEnvironment.Good(good).ToBytes() : Half(GrubEnvironment.Good(FirmwareSlot.A).ToBytes()),
        Trial = environment.Trial is { } trial ? GrubEnvironment.Trial(trial.Slot, trial.Tries).ToBytes() : Half(GrubEnvironment.Trial(null, 0).ToBytes()),
        Kernels = kernels,
    };

    public GrubMenu Copy() => new() { Good = Good, Trial = Trial, Kernels = Kernels };

    /// <summary>Half of a file is written when the power goes.</summary>
    public static byte[] Half(byte[] bytes) => [.. bytes[..40], .. new byte[bytes.Length - 40]];

    public void Write(EnvironmentWrite write, bool isCut)
    {
        var bytes = isCut ? Half(write.ToBytes()) : write.ToBytes();
        if (write.FileName == "good.env")
        {
            Good = bytes;
        }
        else
        {
            Trial = bytes;
        }
    }

    /// <summary>Starts: uses up a try, and gives the slot; '-' when nothing can be started.</summary>
    public char Start()
    {
        var (good, trial) = (Read(Good), Read(Trial));
        char choice;
        if (trial is not null && trial["slot"] is "a" or "b" && trial!["tries"] is "1" or "2" or "3")
        {
            choice = trial["slot"][0];
            Trial = GrubEnvironment.Trial(choice == 'a' ? FirmwareSlot.A : FirmwareSlot.B, trial["tries"][0] - '1').ToBytes();
        }
        else if (good is not null && good["slot"] is "a" or "b")
        {
            choice = good!["slot"][0];
        }
        else
        {
            choice = trial is not null && trial["slot"] is "a" or "b" ? trial!["slot"][0] : 'a';
        }

        return Kernels.Contains(choice, StringComparison.Ordinal) ? choice : Kernels.Length > 0 ? Kernels[0] : '-';
    }

    private static Dictionary<string, string>? Read(byte[] bytes)
    {
        var text = Encoding.ASCII.GetString(bytes);
        var values = text.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal))
            .ToDictionary(line => line.Split('=')[0], line => line.Split('=')[1]);
        return bytes.Length == 1024 && text.StartsWith("# GRUB Environment Block\n", StringComparison.Ordinal) && text.EndsWith('#') && values.GetValueOrDefault("whole") == "yes"
            ? values
            : null;
    }
}
