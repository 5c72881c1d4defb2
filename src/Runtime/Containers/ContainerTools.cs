using System.Text;
using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>What LXC's tools do with running containers; they run in units of their own.</summary>
internal sealed class ContainerTools(ContainerRegistry registry, OutsideRunner outside)
{
    private const int MaxOutputBytes = 16 * 1024 * 1024;

    /// <summary>Asks a container to shut down, in the way that its init understands, and does not wait for it.</summary>
    /// <exception cref="RequestRefusedException">It could not be asked.</exception>
    public async Task AskToShutDownAsync(GuestId id, CancellationToken cancellationToken)
    {
        var stop = new ToolCommand("lxc-stop", ["--lxcpath", ContainerPlaces.LxcPath, "--name", id.ToString(), "--nokill", "--nowait"]);
        try
        {
            var result = await outside.RunAsync(stop, cancellationToken).ConfigureAwait(false);
            // 2: it does not run (any more).
            if (result.ExitCode is not (0 or 2))
            {
                throw new RequestRefusedException(RefusalReason.Conflict, $"CT {id} could not be asked to shut down: {result.Error.Trim()}");
            }
        }
        catch (ToolException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"CT {id} could not be asked to shut down: {e.Message}", null, e);
        }
    }

    /// <summary>Runs a command as the container's root, to its end.</summary>
    /// <exception cref="RequestRefusedException">The container does not run, or the command did not end in time.</exception>
    public async Task<ToolResult> ExecuteAsync(
        GuestId id, IReadOnlyList<string> command, ReadOnlyMemory<byte>? input, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var guest = registry.Get(id);
        if (guest.Supervisor.Snapshot.State is not (GuestState.Running or GuestState.Stopping))
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"{guest.Name} is not running; start it with 'domar ct start {id}'");
        }

        // Nothing of the host's environment gets in; the rest is what a login has.
        var attach = new ToolCommand("lxc-attach",
        [
            "--lxcpath", ContainerPlaces.LxcPath, "--name", id.ToString(), "--clear-env",
            "--set-var", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "--set-var", "HOME=/root", "--set-var", "USER=root",
            "--", .. command,
        ])
        {
            Input = input,
            Timeout = timeout,
            MaxOutputBytes = MaxOutputBytes,
            OutputEncoding = Encoding.Latin1,
        };
        try
        {
            return await outside.RunAsync(attach, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolTimeoutException e)
        {
            throw new RequestRefusedException(
                RefusalReason.Timeout, $"{guest.Name}: '{command[0]}' did not end within {timeout.TotalSeconds:0} s and was killed. Give it more time with --timeout.", null, e);
        }
        catch (ToolException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"{guest.Name}: '{command[0]}' was not carried out: {e.Message}", null, e);
        }
    }
}
