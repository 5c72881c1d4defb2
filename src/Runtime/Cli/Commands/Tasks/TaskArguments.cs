using System.CommandLine;

namespace Domar.Runtime.Cli.Commands.Tasks;

/// <summary>Arguments that the task commands share.</summary>
internal static class TaskArguments
{
    /// <summary>The task.</summary>
    public static Argument<string> Upid() => new("upid") { HelpName = "UPID", Description = "Task id, as 'domar task list' shows it" };
}
