using System.CommandLine;
using System.Text;

namespace Domar.Runtime.Cli;

/// <summary>Prints --help.</summary>
internal static class HelpPrinter
{
    private const int Width = 110;

    /// <summary>Help of <c>domar</c> itself.</summary>
    public static void PrintRoot(TextWriter output)
    {
        output.WriteLine("domar: looks after virtual machines, containers, their disks and this node.");
        output.WriteLine();
        output.WriteLine("Usage: domar COMMAND [options]");
        output.WriteLine();
        output.WriteLine("Commands:");
        PrintPairs(output, [.. CommandCatalog.Groups.Select(group => (group.Name, $"{group.Summary}: {string.Join(", ", group.Commands)}")),
            .. CommandCatalog.Singles.Select(name => (name, CommandCatalog.Find(name)!.Summary))]);
        PrintOptions(output, "Options of every command:", new GlobalOptions());
        PrintExamples(output,
        [
            ("daemon --standalone ./run", "run a daemon on any Linux, with its state in ./run"),
            ("status", "the node, its storages and guests on one screen"),
            ("vm create 100 --name web --memory 512 --virtio0 local:8 --start", "a VM with a new disk of 8 GiB, started"),
            ("vm console 100", "its serial console; Ctrl-] leaves"),
            ("ct create 101 local:vztmpl/debian.tar.zst --rootfs local:8 --start", "a container from a template, started"),
            ("vm list --json", "for programs"),
        ]);
        output.WriteLine();
        output.WriteLine("Exit codes:");
        PrintPairs(output, [.. ExitCode.All.Select(pair => (pair.Code.ToString(), pair.Meaning))]);
        output.WriteLine();
        output.WriteLine("'domar COMMAND --help' explains a command, with examples.");
    }

    /// <summary>Help of a group.</summary>
    public static void PrintGroup(CommandGroup group, TextWriter output)
    {
        output.WriteLine($"{group.Summary}.");
        output.WriteLine();
        output.WriteLine($"Usage: domar {group.Name} COMMAND [options]");
        output.WriteLine();
        output.WriteLine("Commands:");
        var commands = group.Commands.Select(name => CommandCatalog.Find($"{group.Name} {name}")!).ToArray();
        PrintPairs(output, [.. commands.Select(command => (command.Name[(group.Name.Length + 1)..], command.Summary))]);
        PrintExamples(output, [.. commands.SelectMany(command => command.Examples.Take(1)).Take(4)]);
        output.WriteLine();
        output.WriteLine($"'domar {group.Name} COMMAND --help' explains a command.");
    }

    /// <summary>Help of one command.</summary>
    public static void PrintCommand(CliCommand command, Command leaf, GlobalOptions globals, TextWriter output)
    {
        output.WriteLine($"{command.Summary}.");
        foreach (var line in Wrap(command.Description, Width))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        output.WriteLine($"Usage: {Usage(command, leaf)}");
        if (leaf.Arguments.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Arguments:");
            PrintPairs(output, [.. leaf.Arguments.Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? ""))]);
        }

        if (leaf.Options.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Options:");
            PrintPairs(output, [.. leaf.Options.Where(option => !option.Hidden).Select(Describe)]);
        }

        if (command.ConfigKeys is { } schema)
        {
            foreach (var (title, keys) in ConfigKeyOptions.HelpGroups(schema))
            {
                output.WriteLine();
                output.WriteLine($"{title}:");
                PrintPairs(output, keys);
            }
        }

        PrintOptions(output, "Options of every command:", globals);
        PrintExamples(output, command.Examples);
        output.WriteLine();
        output.WriteLine("Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no daemon, 4 timed out, 130 Ctrl-C.");
    }

    /// <summary>The command line's form, for example <c>domar vm start VMID [options]</c> or <c>domar ct exec VMID [options] -- COMMAND...</c>.</summary>
    public static string Usage(CliCommand command, Command leaf)
    {
        const string options = " [options]";
        var usage = new StringBuilder("domar ").Append(command.Name);
        foreach (var argument in leaf.Arguments)
        {
            if (command.EndsInAProgram && argument == leaf.Arguments[^1])
            {
                usage.Append(options).Append(" --");
            }

            var name = argument.HelpName ?? argument.Name;
            var many = argument.Arity.MaximumNumberOfValues > 1 ? "..." : "";
            usage.Append(argument.Arity.MinimumNumberOfValues > 0 ? $" {name}{many}" : $" [{name}{many}]");
        }

        return usage.Append(command.EndsInAProgram ? "" : options).Append(command.ConfigKeys is not null ? " [--KEY VALUE...]" : "").ToString();
    }

    private static void PrintOptions(TextWriter output, string title, GlobalOptions globals)
    {
        output.WriteLine();
        output.WriteLine(title);
        PrintPairs(output, [Describe(globals.Socket), Describe(globals.Json), Describe(globals.Help)]);
    }

    private static (string, string) Describe(Option option)
    {
        var names = string.Join(", ", option.Aliases.OrderBy(alias => alias.Length).Append(option.Name).Distinct());
        return (option.Arity.MaximumNumberOfValues > 0 ? $"{names} {option.HelpName ?? "VALUE"}" : names, option.Description ?? "");
    }

    private static void PrintExamples(TextWriter output, IReadOnlyList<(string Line, string Meaning)> examples)
    {
        if (examples.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var (line, meaning) in examples)
        {
            // A line that begins with a blank is to be shown as it is: a pipe, for example.
            output.WriteLine(line.StartsWith(' ') ? $" {line}" : $"  domar {line}");
            output.WriteLine($"      {meaning}");
        }
    }

    private static void PrintPairs(TextWriter output, IReadOnlyList<(string Name, string Text)> pairs)
    {
        var column = Math.Min(30, pairs.Max(pair => pair.Name.Length) + 4);
        foreach (var (name, text) in pairs)
        {
            var lines = Wrap(text, Width - column);
            var first = 0;
            if (name.Length + 4 > column)
            {
                output.WriteLine($"  {name}");
            }
            else
            {
                output.WriteLine($"  {name.PadRight(column - 2)}{(lines.Count > 0 ? lines[0] : "")}".TrimEnd());
                first = 1;
            }

            foreach (var line in lines.Skip(first))
            {
                output.WriteLine(new string(' ', column) + line);
            }
        }
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = new StringBuilder();
            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    lines.Add(line.ToString());
                    line.Clear();
                }

                line.Append(line.Length > 0 ? " " : "").Append(word);
            }

            lines.Add(line.ToString());
        }

        return lines;
    }
}
