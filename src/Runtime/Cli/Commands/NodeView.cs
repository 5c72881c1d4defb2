using System.Globalization;
using System.Text.Json;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands;

/// <summary>A node's status for people.</summary>
internal static class NodeView
{
    /// <summary>Prints it.</summary>
    public static void Print(CliContext context, string name, JsonElement status)
    {
        var (cpu, memory, swap, root, own) = (status.Field("cpuinfo"), status.Field("memory"), status.Field("swap"), status.Field("rootfs"), status.Field("domar"));
        var cpus = cpu.Integer("cpus");
        context.Out.WriteLine($"Node {own.Text("node") ?? name}, up {Units.Duration(status.Integer("uptime") ?? 0)}");
        new Details()
            .Add("Version", own.Text("version") is { } version ? $"domar {version}" : status.Text("pveversion"))
            .Add("Accelerator", Accelerator(own))
            .Add("QEMU", own.Text("qemu"))
            .Add("Kernel", status.Field("current-kernel").Text("release") ?? status.Text("kversion"))
            .Add("CPU", cpus is null ? null : $"{cpus} x {cpu.Text("model") ?? "unknown model"}, {Units.Percent(status.Number("cpu") ?? 0)} used")
            .Add("Load", string.Join(", ", status.Field("loadavg").Items().Select(load => load.ToString())))
            .Add("Memory", Share(memory))
            .Add("Swap", swap.Integer("total") is > 0 ? Share(swap) : null)
            .Add("System disk", Share(root))
            .Add("Certificate", own.Text("certificate-sha256") is { } fingerprint ? $"SHA-256 {fingerprint}" : null)
            .Print(context.Out);
        foreach (var problem in own.Field("problems").Items())
        {
            context.Out.WriteLine($"  ! {Table.Printable(problem.ToString())}");
        }
    }

    private static string? Accelerator(JsonElement own)
    {
        var name = own.Text("accelerator");
        var reason = own.Text("accelerator-reason");
        return name is null ? own.ValueKind == JsonValueKind.Object ? "being found out" : null : reason is null ? name : $"{name} ({reason})";
    }

    private static string? Share(JsonElement space)
    {
        if (space.Integer("total") is not { } total || space.Integer("used") is not { } used)
        {
            return null;
        }

        var share = total > 0 ? ((double)used / total * 100).ToString("0", CultureInfo.InvariantCulture) : "0";
        return $"{Units.Bytes(used)} of {Units.Bytes(total)} used ({share} %)";
    }
}
