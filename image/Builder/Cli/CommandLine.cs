namespace Domar.Image.Builder.Cli;

/// <summary>The program's edge: finds the command, prints what went wrong, and tells the exit status.</summary>
public static class CommandLine
{
    private const int Success = 0, Problems = 1, UsageError = 2;

    private static readonly Command[] Commands =
        [RecipeCommands.Check, RecipeCommands.Plan, LockCommand.Lock, TreeCommands.Trim, TreeCommands.Sizes, TreeCommands.Sbom];

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where problems go.</param>
    /// <returns>0 on success, 1 when problems were found, 2 when the command line is wrong.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        if (arguments is ["--help" or "-h" or "help", ..])
        {
            output.WriteLine("domar-image: what images are made of, as files. Commands:");
            foreach (var each in Commands)
            {
                output.WriteLine($"  domar-image {each.Name} {each.Usage}\n      {each.Summary}");
            }

            return Success;
        }

        if (arguments.Count == 0 || Array.Find(Commands, each => each.Name == arguments[0]) is not { } command)
        {
            error.WriteLine(arguments.Count == 0 ? "domar-image: a command is missing" : $"domar-image: unknown command '{arguments[0]}'");
            error.WriteLine($"Commands: {string.Join(", ", Commands.Select(static each => each.Name))}. 'domar-image --help' explains them.");
            return UsageError;
        }

        var words = arguments.Skip(1).ToList();
        if (words.Contains("--help") || words.Contains("-h"))
        {
            output.WriteLine($"domar-image {command.Name} {command.Usage}\n\n{command.Summary}\n\n--recipes DIR is the folder of recipes ('recipes' by default).");
            return Success;
        }

        try
        {
            return command.Run(CommandArguments.Parse(words, [.. command.Options, Command.RecipesOption], command.Flags), output, error);
        }
        catch (UsageException e)
        {
            error.WriteLine($"domar-image {command.Name}: {e.Message}");
            error.WriteLine($"Usage: domar-image {command.Name} {command.Usage}");
            return UsageError;
        }
        catch (Exception e) when (e is BuildException or IOException or UnauthorizedAccessException)
        {
            foreach (var line in e.Message.Split('\n'))
            {
                error.WriteLine($"domar-image {command.Name}: {line}");
            }

            return Problems;
        }
    }
}
