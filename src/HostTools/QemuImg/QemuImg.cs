using System.Globalization;
using Domar.HostTools.Exec;

namespace Domar.HostTools.QemuImg;

/// <summary>Runs qemu-img.</summary>
/// <param name="runner">Runs tools.</param>
public sealed class QemuImg(IToolRunner runner) : IQemuImg
{
    private const int SectorBytes = 512;
    private const int MaxOutputBytes = 1024 * 1024;

    /// <inheritdoc/>
    public async Task<QemuImgInfo> InfoAsync(string path, string? format, CancellationToken cancellationToken)
    {
        RequireAbsolute(path);
        string[] formatOption = format is null ? [] : ["-f", format];
        var result = await RunAsync(["info", "-U", "--output=json", .. formatOption, path], TimeSpan.FromSeconds(30), null, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? QemuImgParser.ParseInfo(result.Output) : throw QemuImgParser.Failure($"read image '{path}'", result);
    }

    /// <inheritdoc/>
    public async Task CreateAsync(QemuImgCreate request, CancellationToken cancellationToken)
    {
        RequireAbsolute(request.Path);
        RequireSize(request.SizeBytes);
        Reserve(request.Path);
        string[] arguments = ["create", "-q", "-f", request.Format, .. Preallocation(request.Preallocation), request.Path, Number(request.SizeBytes)];
        await RemovingOnFailureAsync(request.Path, () => RunOrThrowAsync(arguments, $"make image '{request.Path}'", null, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ResizeAsync(string path, string format, long sizeBytes, CancellationToken cancellationToken)
    {
        RequireAbsolute(path);
        RequireSize(sizeBytes);
        await RunOrThrowAsync(["resize", "-q", "-f", format, path, Number(sizeBytes)], $"resize image '{path}' to {sizeBytes} bytes", null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ConvertAsync(QemuImgConvert request, CancellationToken cancellationToken)
    {
        RequireAbsolute(request.Source);
        RequireAbsolute(request.Target);

        // Write-back, not the default "unsafe": the copy is on the disk, not only in the page cache, when qemu-img says that it is done.
        List<string> arguments = ["convert", "-t", "writeback", "-O", request.TargetFormat];
        if (request.OnProgress is not null)
        {
            arguments.Add("-p");
        }

        if (request.SourceFormat is not null)
        {
            arguments.AddRange(["-f", request.SourceFormat]);
        }

        if (request.SourceInUse)
        {
            arguments.Add("-U");
        }

        if (request.TargetExists)
        {
            arguments.AddRange(request.TargetIsZero ? ["-n", "--target-is-zero"] : ["-n"]);
        }

        arguments.AddRange([.. Preallocation(request.Preallocation), request.Source, request.Target]);
        var action = $"copy '{request.Source}' to '{request.Target}'";
        if (request.TargetExists)
        {
            await RunOrThrowAsync(arguments, action, request.OnProgress, cancellationToken).ConfigureAwait(false);
            return;
        }

        Reserve(request.Target);
        await RemovingOnFailureAsync(request.Target, () => RunOrThrowAsync(arguments, action, request.OnProgress, cancellationToken)).ConfigureAwait(false);
    }

    private static string[] Preallocation(string? mode) => mode is null ? [] : ["-o", $"preallocation={mode}"];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void RequireAbsolute(string path)
    {
        if (!Path.IsPathRooted(path))
        {
            throw new ArgumentException($"'{path}' is not an absolute path.", nameof(path));
        }
    }

    private static void RequireSize(long sizeBytes)
    {
        if (sizeBytes < 0 || sizeBytes % SectorBytes != 0)
        {
            throw new ToolException($"An image of {sizeBytes} bytes is not possible: sizes are multiples of {SectorBytes}.");
        }
    }

    /// <summary>Makes the file, empty, if it does not exist: qemu-img would overwrite one that does.</summary>
    private static void Reserve(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Path.Exists(path)
                ? new ToolException($"Cannot make image '{path}': there is a file of that name already.", exception)
                : new ToolException($"Cannot make image '{path}': {exception.Message}", exception);
        }
    }

    private static async Task RemovingOnFailureAsync(string path, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private async Task RunOrThrowAsync(IReadOnlyList<string> arguments, string action, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        // How long it takes depends on the disk and the size only; whoever waits can cancel.
        var result = await RunAsync(arguments, Timeout.InfiniteTimeSpan, onProgress, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw QemuImgParser.Failure(action, result);
        }
    }

    private Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, TimeSpan timeout, Action<double>? onProgress, CancellationToken cancellationToken) => runner.RunAsync(
        new ToolCommand("qemu-img", arguments)
        {
            Timeout = timeout,
            MaxOutputBytes = MaxOutputBytes,
            OnOutputLine = onProgress is null ? null : line =>
            {
                if (QemuImgParser.ParseProgress(line) is { } fraction)
                {
                    onProgress(fraction);
                }
            },
        },
        cancellationToken);
}
