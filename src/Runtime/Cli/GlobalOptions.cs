using System.CommandLine;

namespace Domar.Runtime.Cli;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Where the daemon of an appliance listens.</summary>
    public const string DefaultSocket = "/run/domar/api.sock";

    /// <summary>Names the socket where <c>--socket</c> does not.</summary>
    public const string SocketVariable = "DOMAR_SOCKET";

    /// <summary><c>--socket PATH</c>.</summary>
    public Option<string?> Socket { get; } = new("--socket")
    {
        HelpName = "PATH",
        Recursive = true,
        Description = $"Socket of the daemon (else ${SocketVariable}, else {DefaultSocket})",
    };

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; } = new("--json") { Recursive = true, Arity = ArgumentArity.Zero, Description = "Print what the API answers as JSON" };

    /// <summary><c>--help</c>.</summary>
    public Option<bool> Help { get; } = new("--help", "-h") { Recursive = true, Arity = ArgumentArity.Zero, Description = "Explain the command" };

    /// <summary>Adds them to the root.</summary>
    public void AddTo(Command root)
    {
        root.Add(Socket);
        root.Add(Json);
        root.Add(Help);
    }
}
