using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using Domar.Core.Containers;
using Domar.HostTools.Exec;
using Domar.HostTools.Mounts;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>The helper's outer part: mounts, opens the archive, makes the user namespace, and starts the inner part in it. It reads nothing of what may be hostile.</summary>
internal static class RootfsOuter
{
    // .NET reads these in hexadecimal. An archive can ask for any amount of memory in a header.
    private const string HeapLimit = "DOTNET_GCHeapHardLimit=20000000";
    private const string NoDiagnostics = "DOTNET_EnableDiagnostics=0";

    /// <summary>Serves a request. The inner part's lines go straight to standard output.</summary>
    /// <returns>Whether it was done; if not, the inner part has said why.</returns>
    /// <exception cref="RootfsFault">It failed before or after the inner part, or the inner part died without a word.</exception>
    public static bool Serve(RootfsRequest request)
    {
        var target = request.Target;
        if (target.IdMap.Problem() is { } problem)
        {
            throw new RootfsFault(problem);
        }

        if (target.Mount is null)
        {
            return Run(request);
        }

        EnsureOwnMountNamespace();
        var mounter = new Mounter(new ToolRunner());
        Wait(async () =>
        {
            Directory.CreateDirectory(target.Folder);
            await mounter.MountAsync(
                target.Mount.Path, target.Mount.FileSystem, target.Folder, "nosuid,nodev,noexec" + (target.Mount.IsImageFile ? ",loop" : ""), CancellationToken.None).ConfigureAwait(false);
        });
        var done = Run(request);

        // Only its end tells that all is on the disk.
        Wait(() => mounter.UnmountAsync(target.Folder, CancellationToken.None));
        return done;
    }

    private static void Wait(Func<Task> action)
    {
        try
        {
            action().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is ToolException or IOException or UnauthorizedAccessException)
        {
            throw new RootfsFault(exception.Message, inner: exception);
        }
    }

    /// <summary>A mount that all of the host sees would stay when this process is killed.</summary>
    private static void EnsureOwnMountNamespace()
    {
        var parent = new FileInfo($"/proc/{RootCalls.Getppid()}/ns/mnt").LinkTarget;
        if (parent is not null && parent == new FileInfo("/proc/self/ns/mnt").LinkTarget)
        {
            throw new RootfsFault("The helper is to mount a volume, and has no mount namespace of its own. Run it with 'unshare --mount --propagation private'.");
        }
    }

    private static bool Run(RootfsRequest request)
    {
        var idMap = request.Target.IdMap;
        if (request.Action == RootfsRequest.Unpack && RootCalls.Chown(request.Target.Folder, idMap.HostUser(0)!.Value, idMap.HostGroup(0)!.Value) != 0)
        {
            throw RootfsFault.Of($"unpack into '{request.Target.Folder}'", Marshal.GetLastPInvokeError());
        }

        var program = Environment.ProcessPath ?? throw new RootfsFault("Where this program is cannot be told: /proc is missing.");
        using var space = idMap.IsPrivileged ? null : UserNamespace.Create(idMap);

        // Archive and edits on its standard input, the rest as an argument: the edits hold a password's hash, which nobody may see in the process table.
        string[] arguments = [RootfsHelper.Command, RootfsHelper.Inner, JsonSerializer.Serialize(request with { Edits = null }, RootfsJson.Default.RootfsRequest)];
        var (command, commandArguments) = space?.Enter(program, arguments) ?? (program, arguments);
        using var archive = request.Action == RootfsRequest.Unpack ? OpenArchive(request.Archive) : null;
        using var edits = request.Edits is null ? null : new InputPipe(JsonSerializer.SerializeToUtf8Bytes(request.Edits, RootfsJson.Default.IReadOnlyListGuestEdit));
        using var output = new SafeFileHandle(1, ownsHandle: false);
        using var error = new SafeFileHandle(2, ownsHandle: false);
        NativeProcess inner;
        try
        {
            inner = NativeProcess.Spawn(new NativeProcessSpec
            {
                Path = command,
                Arguments = commandArguments,
                Environment = ChildEnvironment.Create(HeapLimit, NoDiagnostics),
                Input = archive ?? edits?.Read,
                Output = output,
                Error = error,
                WorkingDirectory = request.Target.Folder,
            });
        }
        catch (Win32Exception exception)
        {
            throw exception.NativeErrorCode == RootCalls.ENOENT && !Directory.Exists(request.Target.Folder)
                ? new RootfsFault($"The root folder '{request.Target.Folder}' is not there.", inner: exception)
                : new RootfsFault($"Cannot run '{command}': {ToolRunner.WhyNotStarted(exception.NativeErrorCode)}", inner: exception);
        }

        using (inner)
        {
            edits?.WriteAll();
            inner.Handle.WaitAsync(CancellationToken.None).GetAwaiter().GetResult();
            var exit = inner.Handle.Reap();
            switch (exit)
            {
                case { ExitCode: 0 or 1 }:
                    return exit.ExitCode == 0;
                default:
                    throw new RootfsFault(exit.Signal is { } signal
                        ? $"The inner part of the helper was ended by signal {signal}; out of memory is the usual cause."
                        : $"The inner part of the helper ended with {exit.ExitCode}. Can '{program}' be executed by every user?");
            }
        }
    }

    private static SafeFileHandle OpenArchive(string? path)
    {
        try
        {
            return File.OpenHandle(path ?? throw new RootfsFault("The request names no archive."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RootfsFault($"Cannot open the archive '{path}': {exception.Message}", inner: exception);
        }
    }

    /// <summary>A pipe that is filled after the other side was started.</summary>
    private sealed unsafe class InputPipe : IDisposable
    {
        private readonly byte[] _content;
        private readonly AnonymousPipeClientStream _write;

        public InputPipe(byte[] content)
        {
            _content = content;
            var fds = stackalloc int[2];
            if (Libc.pipe2(fds, Libc.O_CLOEXEC) != 0)
            {
                throw RootfsFault.Of("make a pipe", Marshal.GetLastPInvokeError());
            }

            Read = new SafeFileHandle(fds[0], ownsHandle: true);
            _write = new AnonymousPipeClientStream(PipeDirection.Out, new SafePipeHandle(fds[1], ownsHandle: true));
        }

        public SafeFileHandle Read { get; }

        public void WriteAll()
        {
            Read.Dispose();
            try
            {
                _write.Write(_content);
            }
            catch (IOException)
            {
                // It has ended: how, tells its exit code.
            }

            _write.Dispose();
        }

        public void Dispose()
        {
            Read.Dispose();
            _write.Dispose();
        }
    }
}
