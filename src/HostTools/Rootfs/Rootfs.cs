using System.Text.Json;
using Domar.Core.Containers;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Rootfs;

/// <summary>Runs <c>domar rootfs-helper</c>, which needs root, and where it mounts also mount(2); so the runner decides where it runs.</summary>
/// <param name="runner">Runs the helper, wipefs and mkfs.ext4.</param>
/// <param name="program">Absolute path of <c>domar</c>. Every user must be able to execute it.</param>
public sealed class Rootfs(IToolRunner runner, string program) : IRootfs
{
    private static readonly TimeSpan FormatTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnpackTimeout = TimeSpan.FromHours(12);

    // A disk that hangs does so for the kernel's own timeout, 30 s and more for each command.
    private static readonly TimeSpan EditTimeout = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task FormatAsync(string volumePath, ContainerIdMap idMap, CancellationToken cancellationToken)
    {
        // mkfs.ext4 asks only where there is somebody to ask.
        var found = await runner.RunAsync(new ToolCommand("wipefs", ["--noheadings", "--output", "TYPE", volumePath]), cancellationToken).ConfigureAwait(false);
        if (found.ExitCode != 0 || found.Output.Trim().Length > 0)
        {
            throw new ToolException(found.ExitCode != 0
                ? $"Cannot make a file system on '{volumePath}': wipefs ended with {found.ExitCode}: {found.Error.Trim()}"
                : $"Cannot make a file system on '{volumePath}': it holds {string.Join(", ", found.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} already. "
                    + "Use another volume, or remove what is on it with 'wipefs --all'.");
        }

        // Multi-mount protection is for volumes that two hosts see.
        var owner = $"root_owner={idMap.HostUser(0)}:{idMap.HostGroup(0)}";
        var result = await runner.RunAsync(
            new ToolCommand("mkfs.ext4", ["-q", "-O", "mmp", "-E", owner, volumePath]) { Timeout = FormatTimeout }, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"Cannot make a file system on '{volumePath}': mkfs.ext4 ended with {result.ExitCode}: {result.Error.Trim().ReplaceLineEndings(" ")}");
        }
    }

    /// <inheritdoc/>
    public async Task<UnpackResult> UnpackAsync(
        RootfsTarget target, string archivePath, ArchiveLimits limits, Action<UnpackProgress>? onProgress, CancellationToken cancellationToken)
    {
        var request = new RootfsRequest(RootfsRequest.Unpack, target) { Archive = archivePath, Limits = limits };
        var answer = await AskAsync(request, $"unpack '{archivePath}'", UnpackTimeout, onProgress, cancellationToken).ConfigureAwait(false);
        return answer.Unpacked!;
    }

    /// <inheritdoc/>
    public async Task<GuestFacts> InspectAsync(RootfsTarget target, GuestFactsQuery query, CancellationToken cancellationToken)
    {
        var request = new RootfsRequest(RootfsRequest.Inspect, target) { Query = query };
        var answer = await AskAsync(request, "look into the container", EditTimeout, null, cancellationToken).ConfigureAwait(false);
        return new GuestFacts(answer.Facts!.Files, answer.Facts.Existing.ToHashSet(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public async Task SetUpAsync(RootfsTarget target, IReadOnlyList<GuestEdit> edits, CancellationToken cancellationToken)
    {
        if (edits.Count > 0)
        {
            _ = await AskAsync(new RootfsRequest(RootfsRequest.SetUp, target) { Edits = edits }, "set the container up", EditTimeout, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RootfsLine> AskAsync(RootfsRequest request, string what, TimeSpan timeout, Action<UnpackProgress>? onProgress, CancellationToken cancellationToken)
    {
        RootfsLine? answer = null;
        RootfsLine? error = null;
        string[] helper = [program, RootfsHelper.Command];
        string[] command = request.Target.Mount is null ? helper : ["unshare", "--mount", "--propagation", "private", "--", .. helper];
        var result = await runner.RunAsync(
            new ToolCommand(command[0], command[1..])
            {
                Timeout = timeout,
                Input = JsonSerializer.SerializeToUtf8Bytes(request, RootfsJson.Default.RootfsRequest),
                OnOutputLine = Take,
            },
            cancellationToken).ConfigureAwait(false);
        if (error is not null)
        {
            throw error.NoSpace == true ? new NoSpaceException($"Cannot {what}: {error.Error}") : new RootfsException($"Cannot {what}: {error.Error}");
        }

        return result.ExitCode == 0 && answer is not null
            ? answer
            : throw new RootfsException($"Cannot {what}: '{program} {RootfsHelper.Command}' ended with {result.ExitCode} and no answer. {Tail(result.Error)}".TrimEnd());

        void Take(string text)
        {
            if (text.Length == 0)
            {
                return;
            }

            var line = JsonSerializer.Deserialize(text, RootfsJson.Default.RootfsLine)!;
            if (line.Progress is { } progress)
            {
                onProgress?.Invoke(progress);
            }
            else if (line.Error is not null)
            {
                error ??= line;
            }
            else
            {
                answer = line;
            }
        }
    }

    private static string Tail(string error) => error.Trim() is { Length: > 0 } text ? $"It said: {(text.Length > 500 ? text[^500..] : text).ReplaceLineEndings(" ")}" : "";
}
