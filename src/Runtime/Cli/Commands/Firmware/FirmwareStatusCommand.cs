using System.Text.Json;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Firmware;

/// <summary><c>domar firmware status</c>.</summary>
internal sealed class FirmwareStatusCommand() : CliCommand("firmware status", "Show the slots, which runs, and what the next start takes and why")
{
    public override string Description =>
        "A slot that is marked good is what starts. A new image is on trial: it has three starts to prove itself, which it has when its daemon answers, its storages " +
        "are there and two minutes have passed. Otherwise the good slot is back by itself.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("firmware status", "for people"), ("firmware status --json", "what the API answers, disk by disk")];

    public override int Run(Invocation run)
    {
        using var response = run.Api.Get($"{Invocation.Node}/firmware");
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        Print(run.Context, response.Data);
        return ExitCode.Ok;
    }

    private static void Print(CliContext context, JsonElement data)
    {
        var running = SlotName(data.Text("running"));
        context.Out.WriteLine(Table.Printable($"Slot {running} runs: Domar {data.Text("version")}{(data.Flag("on-trial") ? ", on trial" : "")}"));
        context.Out.WriteLine();
        var slots = new Table("SLOT", "VERSION", "VARIANT", "ID", "STATE");
        foreach (var slot in data.Field("slots").Items())
        {
            slots.Add(SlotName(slot.Text("slot")), slot.Text("version") ?? "", slot.Text("variant") ?? "", slot.Text("id") ?? "", State(slot, data));
        }

        slots.Print(context, "No slots.");
        context.Out.WriteLine();
        PrintNext(context, data);
        if (data.Text("reset") is { } reset)
        {
            context.Out.WriteLine($"Factory reset at the next start: guests are {(reset == "keep" ? "kept" : "removed")}.");
        }

        foreach (var problem in data.Field("problems").Items())
        {
            context.Out.WriteLine(Table.Printable($"! {problem.GetString()}"));
        }
    }

    private static void PrintNext(CliContext context, JsonElement data)
    {
        if (data.Field("next") is { ValueKind: JsonValueKind.Object } next)
        {
            context.Out.WriteLine($"Next start: slot {SlotName(next.Text("slot"))}, {Why(next, data)}.");
            return;
        }

        var disks = new Table(">DISK", "NAME", "GOOD", "TRIAL", "NEXT START");
        foreach (var disk in data.Field("disks").Items())
        {
            var trial = disk.Text("trial");
            disks.Add(
                disk.Text("disk") ?? "",
                disk.Text("name") ?? "",
                disk.Flag("readable") ? SlotName(disk.Text("good"), "?") : "",
                disk.Flag("readable") ? trial switch { null => "?", "none" => "none", _ => $"{SlotName(trial)}, {Tries(disk.Integer("tries"))} left" } : "",
                disk.Field("next") is { ValueKind: JsonValueKind.Object } choice ? $"slot {SlotName(choice.Text("slot"))}, {Why(choice, data)}" : "cannot be read");
        }

        disks.Print(context, "No boot disk of this installation was found.");
    }

    private static string State(JsonElement slot, JsonElement data)
    {
        var states = new List<string>();
        var isRunning = slot.Flag("running");
        var isOnTrial = slot.Integer("tries") is > 0 || (isRunning && data.Flag("on-trial"));
        if (isRunning)
        {
            states.Add("running");
        }

        if (slot.Flag("good"))
        {
            states.Add("good");
        }

        if (isOnTrial && slot.Integer("tries") is { } tries)
        {
            states.Add(tries == 0 ? "on trial, this is its last try" : $"on trial, {Tries(tries)} left");
        }

        if (slot.Flag("failed"))
        {
            states.Add("failed its trial");
        }

        if (!slot.Flag("whole"))
        {
            states.Add("not whole on every disk");
        }

        return string.Join(", ", states);
    }

    private static string Why(JsonElement choice, JsonElement data)
    {
        var slot = choice.Text("slot");
        var other = slot == "a" ? "B" : "A";
        return choice.Text("reason") switch
        {
            "trial" when data.Field("slots").Items().FirstOrDefault(item => item.Text("slot") == slot).Integer("tries") is { } tries =>
                $"because it is on trial with {Tries(tries)} left; slot {other} is the way back",
            "trial" => $"because it is on trial; slot {other} is the way back",
            "good" => "because it is marked good",
            "trial-failed" => $"because it is marked good; slot {other} failed its trial",
            "mark-was-cut" => "because its mark was being written when the power was cut",
            "nothing-known" => "because neither environment file counts",
            var reason => $"because of '{reason}'",
        };
    }

    private static string Tries(long? tries) => tries == 1 ? "1 try" : $"{tries ?? 0} tries";

    private static string SlotName(string? slot, string unknown = "") => slot?.ToUpperInvariant() ?? unknown;
}
