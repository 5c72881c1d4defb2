using System.Text;
using Domar.Runtime.Cli;
using Domar.Runtime.Daemon;

namespace Domar.Runtime.Tests.Cli;

/// <summary>One run of a command line in this process.</summary>
internal sealed class CliRun
{
    public required int Code { get; init; }

    public required string Out { get; init; }

    public required string Error { get; init; }

    public static CliRun Of(FakeApi? api, params string[] arguments) => With(new Settings { Api = api }, arguments);

    public static CliRun With(Settings settings, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var raw = new MemoryStream();
        var rawError = new MemoryStream();
        var context = new CliContext
        {
            Out = output,
            Error = error,
            Input = settings.InputStream ?? new MemoryStream(Encoding.UTF8.GetBytes(settings.Input)),
            RawOutput = raw,
            RawError = rawError,
            InputIsTerminal = settings.IsTerminal,
            OutputIsTerminal = settings.IsTerminal,
            ErrorIsTerminal = settings.IsTerminal,
            Environment = name => name == "DOMAR_SOCKET" ? settings.Api?.SocketPath ?? settings.SocketVariable : null,
            Interrupted = () => settings.Interrupted,
            AnswerTimeout = settings.AnswerTimeout,
            RunDaemon = settings.RunDaemon,
            ReadBootFacts = () => settings.BootFacts,
        };
        var code = CliApp.Run(arguments, context);
        return new CliRun { Code = code, Out = output.ToString() + Encoding.UTF8.GetString(raw.ToArray()), Error = error + Encoding.UTF8.GetString(rawError.ToArray()) };
    }

    internal sealed record Settings
    {
        public FakeApi? Api { get; init; }

        public string? SocketVariable { get; init; }

        public string Input { get; init; } = "";

        public Stream? InputStream { get; init; }

        public bool IsTerminal { get; init; }

        public CancellationToken Interrupted { get; init; }

        public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(20);

        public Func<DaemonOptions, CancellationToken, Task<int>>? RunDaemon { get; init; }

        public string? BootFacts { get; init; }
    }
}
