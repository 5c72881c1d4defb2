using System.Diagnostics;
using System.Globalization;
using System.Text;
using Domar.Core.Primitives;

namespace Domar.Core.Steps;

/// <summary>A plan for people, as <c>--dry-run</c> prints it. What would undo a step is not shown.</summary>
public static class StepText
{
    /// <summary>Takes the place of contents that nobody may see.</summary>
    public const string Secret = "(secret)";

    private const string DetailIndent = "       ";
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>
    /// Groups with their titles; under each its steps by number, in words, and then exactly: the command line as a shell would take it, the file
    /// with its content, the bytes. What a tool reads, and what a file holds, stands in lines after <c>|</c>.
    /// </summary>
    public static string Format(StepPlan plan)
    {
        var text = new StringBuilder();
        var number = 0;
        foreach (var group in plan.Groups)
        {
            text.Append(OneLine(Heading(group))).Append('\n');
            foreach (var step in group.Steps)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {++number,3}. {OneLine(step.Text)}{(step.MayFail ? " (may fail)" : "")}\n");
                foreach (var detail in Details(step))
                {
                    text.Append(DetailIndent).Append(detail).Append('\n');
                }
            }

            text.Append('\n');
        }

        var work = plan.WorkBytes > 0 ? $", {Size(plan.WorkBytes)} to write" : "";
        return text.Append(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? "step" : "steps")}{work}.\n").ToString();
    }

    /// <summary>A group's title, and its place: <c>Write the system (beside what follows)</c>.</summary>
    public static string Heading(StepGroup group) =>
        $"{group.Title}{(group.WaitsForOthers ? " (when all before is done)" : "")}{(group.IsBeside ? " (beside what follows)" : "")}";

    /// <summary>What a step does, exactly, in one line: <c>mount -t vfat /dev/sda2 /mnt</c>. Without what a tool reads, and without a file's content.</summary>
    public static string Command(Step step) => step switch
    {
        RunCommand run => string.Join(' ', run.Arguments.Prepend(run.Program).Select(ShellWord.QuoteOnOneLine)),
        WriteFile write when write.IsSecret => $"write {Quoted(write.Path)}, mode {Mode(write.Mode)}: {Secret}",
        WriteFile write => $"write {Quoted(write.Path)}, mode {Mode(write.Mode)}, {Bytes(Encoding.UTF8.GetByteCount(write.Content))}",
        CopyFile copy => $"copy {Quoted(copy.Source)} to {Quoted(copy.Target)}{(copy.SizeBytes > 0 ? $", {Bytes(copy.SizeBytes)}" : "")}{(copy.Hash is null ? "" : ", and check its hash")}",
        CopyBytes copy => $"copy {Bytes(copy.LengthBytes)} of {Place(copy.Source, copy.SourceOffsetBytes)} to "
            + $"{string.Join(", ", copy.Targets.Select(static target => Place(target.Path, target.OffsetBytes)))}{(copy.Verify ? ", and compare" : "")}",
        MakeFolder folder => $"make folder {Quoted(folder.Path)}, mode {Mode(folder.Mode)}",
        Mount mount => string.Join(' ', MountArguments(mount).Prepend("mount").Select(ShellWord.QuoteOnOneLine)),
        _ => throw new UnreachableException(),
    };

    /// <summary>The arguments of mount(8) for a step.</summary>
    public static IReadOnlyList<string> MountArguments(Mount mount) =>
        ["-t", mount.Type, .. mount.Options is { } options ? (ReadOnlySpan<string>)["-o", options] : [], "--", mount.Source, mount.Target];

    /// <summary>Without control characters but tabs: text that may name what came from outside goes to terminals.</summary>
    public static string OneLine(string text) => text.Any(static c => char.IsControl(c) && c != '\t')
        ? string.Concat(text.Select(static c => char.IsControl(c) && c != '\t' ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()))
        : text;

    /// <summary>Permissions as chmod(1) takes them: <c>0644</c>.</summary>
    internal static string Mode(int mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');

    private static IEnumerable<string> Details(Step step)
    {
        var content = step switch
        {
            RunCommand run => run.Input,
            WriteFile { IsSecret: false } write => write.Content,
            _ => null,
        };
        var lines = string.IsNullOrEmpty(content) ? [] : content.TrimEnd('\n').Split('\n').Select(static line => $"| {OneLine(line)}");
        return lines.Prepend(Command(step));
    }

    private static string Quoted(string path) => ShellWord.QuoteOnOneLine(path);

    private static string Place(string path, long offset) => offset == 0 ? Quoted(path) : string.Create(CultureInfo.InvariantCulture, $"{Quoted(path)} at byte {offset}");

    private static string Bytes(long count) => count == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");

    private static string Size(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
