using System.CommandLine;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Runtime.Cli;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class CommandTreeTests
{
    public static IEnumerable<object[]> Names => CommandCatalog.AllNames.Concat(["kvm-probe", "first-start", "firmware-helper", "firmware confirm", "__complete"]).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryCommand_IsThere_AndExplainsItself(string name)
    {
        var command = CommandCatalog.Find(name);

        Assert.IsNotNull(command);
        Assert.AreEqual(name, command.Name);
        var help = CliRun.Of(null, [.. name.Split(' '), "--help"]);
        Assert.AreEqual(ExitCode.Ok, help.Code);
        Assert.Contains($"Usage: domar {name}", help.Out);
        Assert.Contains("[options]", help.Out);
        Assert.Contains("Exit codes:", help.Out);
        Assert.AreEqual("", help.Error);
        foreach (var line in help.Out.Split('\n'))
        {
            Assert.IsLessThanOrEqualTo(120, line.Length, line);
            Assert.AreEqual(line.TrimEnd(), line, "blanks at the end");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryExample_IsACommandLineThatParses(string name)
    {
        var command = CommandCatalog.Find(name)!;
        if (CommandCatalog.AllNames.Contains(name))
        {
            Assert.IsNotEmpty(command.Examples);
        }

        foreach (var (line, _) in command.Examples.Where(example => !example.Line.StartsWith(' ')))
        {
            var arguments = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line.Split('>')[0].Replace('\'', '"')).ToArray();
            var named = CommandCatalog.Find(arguments[0]) ?? CommandCatalog.Find($"{arguments[0]} {arguments[1]}");
            Assert.IsNotNull(named, line);
            var (root, leaf) = CliApp.BuildTree(named, arguments, new GlobalOptions());
            if (named.ConfigKeys is { } schema)
            {
                ConfigKeyOptions.AddTo(leaf, schema, arguments);
            }

            var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            Assert.IsEmpty(parsed.Errors, line);
            Assert.IsEmpty(parsed.UnmatchedTokens, line);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryOption_HasADescription_AndIsNoConfigKey(string name)
    {
        var command = CommandCatalog.Find(name)!;
        var (_, leaf) = CliApp.BuildTree(command, name.Split(' '), new GlobalOptions());

        foreach (var option in leaf.Options)
        {
            Assert.IsFalse(string.IsNullOrEmpty(option.Description), option.Name);
            if (command.ConfigKeys is { } schema)
            {
                // "delete" is a key of the [PENDING] section only, which nobody sets by name.
                Assert.IsFalse(schema.Find(option.Name[2..], out _) is { FileOnly: false }, $"{option.Name} hides a config key");
            }
        }

        foreach (var argument in leaf.Arguments)
        {
            Assert.IsFalse(string.IsNullOrEmpty(argument.Description), argument.Name);
        }
    }

    [TestMethod]
    [DataRow(GuestKind.Qemu, "vm")]
    [DataRow(GuestKind.Lxc, "ct")]
    public void ConfigKeys_AreAllInHelp_WithASummary_UnderAHeading(GuestKind kind, string group)
    {
        var help = CliRun.Of(null, group, "set", "--help").Out;

        Assert.DoesNotContain("Config keys: Other", help);
        foreach (var key in ConfigSchema.Of(kind).Keys.Where(key => !key.FileOnly && key.AliasOf is null))
        {
            Assert.Contains(key.MaxIndex is { } max ? $"  --{key.BaseName}0 .. --{key.BaseName}{max}" : $"  --{key.Name}", help);
            Assert.IsNotEmpty(key.Summary);
        }
    }

    [TestMethod]
    public void Root_ExplainsItself()
    {
        var help = CliRun.Of(null, "--help");

        Assert.AreEqual(ExitCode.Ok, help.Code);
        foreach (var (code, meaning) in ExitCode.All)
        {
            Assert.Contains($"  {code,-4} {meaning}\n", help.Out);
        }

        Assert.AreEqual(help.Out, CliRun.Of(null, "help").Out);
        Assert.AreEqual(CliRun.Of(null, "vm", "start", "--help").Out, CliRun.Of(null, "help", "vm", "start").Out);
        Assert.AreEqual(CliRun.Of(null, "vm", "--help").Out, CliRun.Of(null, "help", "vm").Out);
    }

    [TestMethod]
    public void Help_OfACommand_IsThisText()
    {
        Assert.AreEqual("""
            Start a VM.

            Usage: domar vm start VMID [options]

            Arguments:
              VMID  Number of the VM, from 100

            Options:
              --timeout SECONDS  How long the guest may take
              --skiplock         Act in spite of a lock (root only)
              --detach           Print the task's id and do not wait for it

            Options of every command:
              --socket PATH  Socket of the daemon (else $DOMAR_SOCKET, else /run/domar/api.sock)
              --json         Print what the API answers as JSON
              -h, --help     Explain the command

            Examples:
              domar vm start 100
                  wait until it runs
              domar vm start 100 --detach
                  do not wait

            Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no daemon, 4 timed out, 130 Ctrl-C.

            """, CliRun.Of(null, "vm", "start", "--help").Out);
    }

    [TestMethod]
    [DataRow("", "Say what to do")]
    [DataRow("vn list", "There is no command 'vn'. Did you mean 'vm'? 'domar --help' lists them.")]
    [DataRow("vm", "'domar vm' needs one of: list, create,")]
    [DataRow("vm strat 100", "'domar vm' has no command 'strat'. Did you mean 'start'")]
    [DataRow("vm start", "Required argument missing for command: 'start'.\n  Usage: domar vm start VMID [options]\n")]
    [DataRow("vm start 100 101", "'101' is one argument too many.\n  Usage: domar vm start VMID [options]\n")]
    [DataRow("vm start 100 --timeout x", "Cannot parse argument 'x' for option '--timeout'")]
    [DataRow("vm start 100 --timout 5", "'domar vm start' has no option '--timout'. Did you mean '--timeout'?")]
    [DataRow("vm start 100 --timeout -5", "--timeout is a whole number of seconds, 0 or more.")]
    [DataRow("vm set 100 --memory 1 --memory 2", "Option '--memory' expects a single argument but 2 were provided.")]
    [DataRow("task log abc", "'abc' is no task id (UPID:node:...). 'domar task list' shows them.")]
    [DataRow("api get version", "'version' is no path: it begins with a slash, for example /version.")]
    [DataRow("api get /version x", "'x' is no parameter: it has the form KEY=VALUE.")]
    [DataRow("vm showcmd", "Give a VMID, or --config FILE to plan without a daemon.")]
    [DataRow("vm showcmd --config a", "--config needs --storage FILE too")]
    [DataRow("vm console 100 --port serial7", "'serial7' is no serial port: it is serial0, serial1, serial2 or serial3.")]
    [DataRow("vm console 100 --timeout -1", "--timeout is a number of seconds, 0 or more.")]
    [DataRow("daemon --log-level loud", "'loud' is no log level: it is debug, info, warning or error.")]
    public void WrongCommandLine_IsSaid_WithCode2(string line, string message)
    {
        var run = CliRun.Of(null, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.AreEqual(ExitCode.Usage, run.Code, run.Error);
        Assert.StartsWith(message, run.Error);
        Assert.AreEqual("", run.Out);
    }

    [TestMethod]
    public void Socket_IsTakenFromOption_ThenVariable_ThenDefault()
    {
        Assert.Contains("at /tmp/one.sock (", CliRun.With(new CliRun.Settings { SocketVariable = "/tmp/two.sock" }, "vm", "list", "--socket", "/tmp/one.sock").Error);
        Assert.Contains("at /tmp/one.sock (", CliRun.Of(null, "--socket", "/tmp/one.sock", "vm", "list").Error);
        Assert.Contains("at /tmp/two.sock (", CliRun.With(new CliRun.Settings { SocketVariable = "/tmp/two.sock" }, "vm", "list").Error);
        var run = CliRun.Of(null, "vm", "list", "--socket", "/tmp/none/x.sock");
        Assert.AreEqual(ExitCode.Unreachable, run.Code);
    }

    [TestMethod]
    public void Documentation_ListsEveryCommand_AndExitCode()
    {
        var text = File.ReadAllText(FindDocumentation());
        var listed = text.Split('\n').Where(line => line.StartsWith("| `domar ", StringComparison.Ordinal)).Select(line => line["| `domar ".Length..line.LastIndexOf("` | ", StringComparison.Ordinal)])
            .Select(usage => string.Join(' ', usage.Split(' ').TakeWhile(word => word.All(c => char.IsAsciiLetterLower(c) || c == '-')))).ToArray();

        CollectionAssert.AreEquivalent(CommandCatalog.AllNames.ToArray(), listed);
        foreach (var name in CommandCatalog.AllNames)
        {
            Assert.Contains($"| {CommandCatalog.Find(name)!.Summary} |", text);
        }

        foreach (var (code, meaning) in ExitCode.All)
        {
            Assert.Contains($"| {code} | {meaning} |", text);
        }
    }

    private static string FindDocumentation()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docs", "cli.md")))
            {
                return Path.Combine(folder.FullName, "docs", "cli.md");
            }
        }

        throw new FileNotFoundException("docs/cli.md is in no folder above the tests");
    }
}
