using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Domar.Core.Steps;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Libc = Domar.HostTools.Files.Libc;

namespace Domar.HostTools.Steps;

/// <summary>Carries out each kind of step on this host.</summary>
/// <param name="runner">Runs tools.</param>
/// <param name="files">Writes files.</param>
/// <param name="copier">Copies bytes onto devices.</param>
/// <param name="time">Clock of waiting, and of the times in the log.</param>
internal sealed class StepActions(IToolRunner runner, IFileLayer files, BlockCopier copier, TimeProvider time) : IStepActions
{
    private const int FolderMode = 0x1ED; // 0755
    private const int FileMode = 0x1A4; // 0644
    private const int CopyBufferBytes = 1024 * 1024;
    private const int LongestSaying = 600;

    /// <summary>
    /// How long a tool may go on after cancellation. Cut in the middle, nobody would know whether a pool was made and must be destroyed; nearly all tools end sooner.
    /// </summary>
    private static readonly TimeSpan GraceTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan MountTime = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task DoAsync(Step step, StepContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (step is not RunCommand and not Mount)
        {
            context.Log(StepText.Command(step));
        }

        return step switch
        {
            RunCommand run => RunAsync(run.Program, run.Arguments, run.Input, run.Timeout, context, cancellationToken),
            WriteFile write => OnThreadAsync(() => Write(write)),
            CopyFile copy => OnThreadAsync(() => Copy(copy, context, cancellationToken)),
            CopyBytes copy => copier.CopyAsync(copy, context.Wrote, context.Comparing, cancellationToken),
            MakeFolder folder => OnThreadAsync(() => MakeFolder(folder.Path, folder.Mode)),
            Mount mount => MountAsync(mount, context, cancellationToken),
            _ => throw new UnreachableException(),
        };
    }

    /// <inheritdoc/>
    public async Task UnmountAsync(Mount mount, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync("umount", ["--", mount.Target], null, MountTime, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StepException or ToolException)
        {
            // A later step of the plan has unmounted it. Both are sayings of util-linux 2.38: of a folder, and of what is not there any more.
            if (exception.Message.Contains("not mounted", StringComparison.Ordinal) || exception.Message.Contains("no mount point specified", StringComparison.Ordinal))
            {
                return;
            }

            // Somebody uses it still. Lazily, it goes from sight now and from use later: better than a mount that is in the way of the next attempt.
            await RunAsync("umount", ["-l", "--", mount.Target], null, MountTime, context, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task OnThreadAsync(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task RunAsync(
        string program, IReadOnlyList<string> arguments, string? input, TimeSpan timeout, StepContext context, CancellationToken cancellationToken)
    {
        var line = StepText.Command(new RunCommand(program, arguments) { Text = program });
        context.Log(line);
        LogLines(context, "| ", input);
        using var kill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var registration = cancellationToken.Register(() => kill.CancelAfter(GraceTime));
        var start = time.GetTimestamp();
        ToolResult result;
        try
        {
            var command = new ToolCommand(program, arguments) { Timeout = timeout, Input = input is null ? null : Encoding.UTF8.GetBytes(input) };
            result = await runner.RunAsync(command, kill.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            context.Log(exception.Message);
            throw;
        }

        LogLines(context, "> ", result.Output);
        LogLines(context, "> ", result.Error);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode} after {time.GetElapsedTime(start).TotalSeconds:0.###} s"));
        if (result.ExitCode != 0)
        {
            throw new StepException($"'{line}' ended with exit code {result.ExitCode}{Saying(result)}");
        }
    }

    private async Task MountAsync(Mount mount, StepContext context, CancellationToken cancellationToken)
    {
        await OnThreadAsync(() => MakeFolder(mount.Target, FolderMode)).ConfigureAwait(false);
        await RunAsync("mount", StepText.MountArguments(mount), null, MountTime, context, cancellationToken).ConfigureAwait(false);
    }

    private void Write(WriteFile write)
    {
        MakeFolder(Path.GetDirectoryName(write.Path) ?? "/", FolderMode);
        AtomicFile.Write(files, write.Path, Encoding.UTF8.GetBytes(write.Content), (UnixFileMode)write.Mode, ignoreUmask: true);
    }

    private void Copy(CopyFile copy, StepContext context, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(copy.Target) ?? "/";
        MakeFolder(folder, FolderMode);
        var temp = Path.Combine(folder, AtomicFile.NewTempName());
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBufferBytes);
        try
        {
            using var source = LinuxFileLayer.Open("read", copy.Source, Libc.O_RDONLY);
            using var hash = copy.Hash is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using (var target = files.CreateNew(temp, (UnixFileMode)FileMode))
            {
                AtomicFile.SetMode(target, (UnixFileMode)FileMode);
                var offset = 0L;
                while (RandomAccess.Read(source, buffer, offset) is var count and > 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    target.Write(buffer.AsSpan(0, count));
                    hash?.AppendData(buffer, 0, count);
                    offset += count;
                    context.Wrote(count);
                }

                if (copy.SizeBytes > 0 && offset != copy.SizeBytes)
                {
                    throw new StepException($"'{copy.Source}' has {offset} bytes, and {copy.SizeBytes} were expected.");
                }

                if (hash is not null && Convert.ToHexStringLower(hash.GetHashAndReset()) != copy.Hash)
                {
                    throw new StepException($"'{copy.Source}' is damaged: it does not have the hash that it was built with. Check the ISO against its published SHA-256, and write the medium again or download the file again.");
                }

                target.Sync();
            }

            files.Rename(temp, copy.Target);
        }
        catch
        {
            AtomicFile.RemoveQuietly(files, temp);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        files.SyncFolder(folder);
    }

    private void MakeFolder(string path, int mode)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path) ?? throw new StepException($"'{path}' is no absolute path.");
        MakeFolder(parent, FolderMode);
        if (!files.CreateFolder(path, (UnixFileMode)mode))
        {
            // Somebody else may have made it meanwhile.
            if (!Directory.Exists(path))
            {
                throw new StepException($"Cannot make folder '{path}': there is something else of this name.");
            }

            return;
        }

        // mkdir(2) takes the process' umask off. vfat has no permissions of its own, and refuses.
        _ = Libc.Chmod(path, (uint)mode);
        files.SyncFolder(parent);
    }

    private static void LogLines(StepContext context, string prefix, string? text)
    {
        foreach (var line in Lines(text ?? ""))
        {
            context.Log(prefix + line);
        }
    }

    /// <summary>Progress displays end their lines with \r.</summary>
    private static IEnumerable<string> Lines(string text) => text.Split('\n', '\r').Where(static line => line.Length > 0);

    /// <summary>The end of what a tool said: tools say the cause last.</summary>
    private static string Saying(ToolResult result)
    {
        var said = string.Join("; ", Lines(string.IsNullOrWhiteSpace(result.Error) ? result.Output : result.Error).Select(static line => StepText.OneLine(line.Trim().TrimEnd('.'))));
        return said.Length switch
        {
            0 => " and said nothing.",
            > LongestSaying => $": ...{said[^LongestSaying..]}.",
            _ => $": {said}.",
        };
    }
}
