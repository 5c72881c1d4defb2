using System.CommandLine;
using Domar.Runtime.Cli.Terminals;

namespace Domar.Runtime.Cli;

/// <summary>From a command line to an exit code.</summary>
internal static class CliApp
{
    private static readonly ParserConfiguration Parser = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs a command line (without the program's name).</summary>
    public static int Run(IReadOnlyList<string> arguments, CliContext context)
    {
        try
        {
            var code = Dispatch(arguments, context);
            context.Out.Flush();
            return code;
        }
        catch (CliException e)
        {
            return Report(e, context);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Failed;
        }
        catch (IOException e)
        {
            return Report(new CliException(ExitCode.Failed, e.Message), context);
        }
    }

    private static int Report(CliException e, CliContext context)
    {
        try
        {
            context.Out.Flush();
            context.Error.WriteLine(e.Message);
            foreach (var detail in e.Details)
            {
                context.Error.WriteLine("  " + detail);
            }
        }
        catch (IOException)
        {
            // Nobody reads what we print (`domar ... | head`): the exit code still tells.
            return e.ExitCode;
        }

        return e.ExitCode;
    }

    private static int Dispatch(IReadOnlyList<string> arguments, CliContext context)
    {
        var words = ArgumentScanner.Words(arguments, 2);
        var wantsHelp = arguments.TakeWhile(argument => argument != "--").Any(argument => argument is "--help" or "-h");
        if (words.Count == 0 || (words[0] == "help" && words.Count == 1))
        {
            return NoCommand(arguments, wantsHelp || words.Count == 1, context);
        }

        if (words[0] == "help")
        {
            // `domar help vm start` is `domar vm start --help`.
            return Dispatch([.. arguments.SkipWhile(argument => argument != "help").Skip(1), "--help"], context);
        }

        if (CommandCatalog.Find(words[0]) is { } single)
        {
            return RunCommand(single, [words[0]], arguments, context);
        }

        if (CommandCatalog.Group(words[0]) is not { } group)
        {
            throw CliException.Usage(
                $"There is no command '{words[0]}'.{Suggestions.DidYouMean(words[0], CommandCatalog.TopLevelNames)} 'domar --help' lists them.");
        }

        if (words.Count == 1)
        {
            if (!wantsHelp)
            {
                throw CliException.Usage($"'domar {group.Name}' needs one of: {string.Join(", ", group.Commands)}. 'domar {group.Name} --help' explains them.");
            }

            HelpPrinter.PrintGroup(group, context.Out);
            return ExitCode.Ok;
        }

        var command = CommandCatalog.Find($"{group.Name} {words[1]}") ?? throw CliException.Usage(
            $"'domar {group.Name}' has no command '{words[1]}'.{Suggestions.DidYouMean(words[1], group.Commands)} 'domar {group.Name} --help' lists them.");
        return RunCommand(command, words, arguments, context);
    }

    private static int NoCommand(IReadOnlyList<string> arguments, bool wantsHelp, CliContext context)
    {
        if (arguments.Contains("--version"))
        {
            return Dispatch(["version"], context);
        }

        if (!wantsHelp)
        {
            throw CliException.Usage("Say what to do, for example 'domar status' or 'domar vm list'. 'domar --help' lists the commands.");
        }

        HelpPrinter.PrintRoot(context.Out);
        return ExitCode.Ok;
    }

    private static int RunCommand(CliCommand command, IReadOnlyList<string> words, IReadOnlyList<string> arguments, CliContext context)
    {
        var globals = new GlobalOptions();
        var (root, leaf) = BuildTree(command, words, globals);
        if (arguments.TakeWhile(argument => argument != "--").Any(argument => argument is "--help" or "-h"))
        {
            HelpPrinter.PrintCommand(command, leaf, globals, context.Out);
            return ExitCode.Ok;
        }

        var configKeys = command.ConfigKeys is { } schema ? ConfigKeyOptions.AddTo(leaf, schema, arguments) : null;
        var parsed = root.Parse(arguments, Parser);
        Check(parsed, command, leaf, globals);
        using var run = new Invocation(parsed, globals, configKeys, context);
        return command.Run(run);
    }

    /// <summary>Only the branch that leads to one command.</summary>
    internal static (Command Root, Command Leaf) BuildTree(CliCommand command, IReadOnlyList<string> words, GlobalOptions globals)
    {
        var root = new Command("domar");
        globals.AddTo(root);
        var leaf = root;
        foreach (var word in words.Take(command.Name.Count(c => c == ' ') + 1))
        {
            var next = new Command(word);
            leaf.Add(next);
            leaf = next;
        }

        command.Define(leaf);
        return (root, leaf);
    }

    private static void Check(ParseResult parsed, CliCommand command, Command leaf, GlobalOptions globals)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var names = leaf.Options.Concat([globals.Socket, globals.Json, globals.Help]).Select(option => option.Name);
            var candidates = command.ConfigKeys is { } schema ? names.Concat(ConfigKeyOptions.AllNames(schema)) : names;
            throw CliException.Usage(
                unknown.StartsWith('-')
                    ? $"'domar {command.Name}' has no option '{OptionName(unknown)}'.{Suggestions.DidYouMean(OptionName(unknown), candidates)}"
                    : $"'{unknown}' is one argument too many.",
                $"Usage: {HelpPrinter.Usage(command, leaf)}",
                $"'domar {command.Name} --help' explains it.");
        }

        if (parsed.Errors.Count > 0)
        {
            throw CliException.Usage(
                parsed.Errors[0].Message, [.. parsed.Errors.Skip(1).Select(error => error.Message), $"Usage: {HelpPrinter.Usage(command, leaf)}"]);
        }
    }

    private static string OptionName(string token) => token.IndexOfAny(['=', ':']) is > 0 and var end ? token[..end] : token;
}
