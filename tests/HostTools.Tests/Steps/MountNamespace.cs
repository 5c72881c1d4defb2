using Domar.HostTools.Exec;

namespace Domar.HostTools.Tests.Steps;

/// <summary>Runs tools in a mount namespace of its own: what they mount, nobody else sees. Needs root; the test is skipped without.</summary>
internal sealed class MountNamespace : IToolRunner, IAsyncDisposable
{
    private readonly ToolRunner _runner = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<int> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<ToolResult>? _holder;
    private int _pid;

    public static async Task<MountNamespace> CreateAsync()
    {
        var result = new MountNamespace();
        result._holder = result._runner.RunAsync(
            new ToolCommand("unshare", ["-m", "--propagation", "private", "sh", "-c", "echo $$; exec sleep 1000"])
            {
                Timeout = Timeout.InfiniteTimeSpan,
                OnOutputLine = line => result._ready.TrySetResult(int.Parse(line)),
            },
            result._end.Token);
        if (await Task.WhenAny(result._ready.Task, result._holder) == result._holder)
        {
            Assert.Inconclusive("SKIPPED: there is no mount namespace to be had here (needs root).");
        }

        result._pid = await result._ready.Task;
        return result;
    }

    /// <summary>The commands, without what brings them into the namespace.</summary>
    public List<string> Commands { get; } = [];

    public Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command.ToString());
        return _runner.RunAsync(command with { Program = "nsenter", Arguments = ["-t", $"{_pid}", "-m", "--", command.Program, .. command.Arguments] }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await ((Task)_holder!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }
}
