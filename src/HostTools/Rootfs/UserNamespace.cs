using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Domar.Core.Containers;
using Domar.HostTools.Exec;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>
/// A user namespace with a container's id map, held by a process that does nothing. A program with threads cannot enter one itself, so <c>unshare</c> makes it and
/// <c>nsenter</c> enters it; the map is written from outside, which needs root here, but no newuidmap and no /etc/subuid.
/// </summary>
internal sealed class UserNamespace : IDisposable
{
    private readonly NativeProcess _holder;
    private readonly AnonymousPipeClientStream _input;

    private UserNamespace(NativeProcess holder, AnonymousPipeClientStream input)
    {
        _holder = holder;
        _input = input;
    }

    /// <summary>Makes one.</summary>
    /// <exception cref="RootfsFault">It cannot be made.</exception>
    public static unsafe UserNamespace Create(ContainerIdMap idMap)
    {
        var unshare = Find("unshare");
        var cat = Find("cat");
        var fds = stackalloc int[4];
        if (Libc.pipe2(fds, Libc.O_CLOEXEC) != 0 || Libc.pipe2(fds + 2, Libc.O_CLOEXEC) != 0)
        {
            throw RootfsFault.Of("make a user namespace", Marshal.GetLastPInvokeError());
        }

        using var theirInput = new SafeFileHandle(fds[0], ownsHandle: true);
        using var theirOutput = new SafeFileHandle(fds[3], ownsHandle: true);
        using var errors = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        var input = new AnonymousPipeClientStream(PipeDirection.Out, new SafePipeHandle(fds[1], ownsHandle: true));
        using var output = new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(fds[2], ownsHandle: true));
        NativeProcess holder;
        try
        {
            holder = NativeProcess.Spawn(new NativeProcessSpec
            {
                Path = unshare,
                Arguments = ["--user", "--", cat],
                Environment = ChildEnvironment.Create(),
                Input = theirInput,
                Output = theirOutput,
                Error = errors,
                WorkingDirectory = "/",
            });
        }
        catch (Win32Exception exception)
        {
            throw new RootfsFault($"Cannot run '{unshare}': {ToolRunner.WhyNotStarted(exception.NativeErrorCode)}", inner: exception);
        }

        var made = new UserNamespace(holder, input);
        try
        {
            theirOutput.Dispose();
            theirInput.Dispose();
            made.WaitUntilMade(output);
            made.WriteMap("uid_map", idMap.Users);
            made.WriteMap("gid_map", idMap.Groups);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>The command that runs a program in the namespace as its root; <c>nsenter</c> becomes the program, so that it is our child.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Enter(string program, IReadOnlyList<string> arguments) =>
        (Find("nsenter"), ["--target", $"{_holder.Pid}", "--user", "--setuid", "0", "--setgid", "0", "--", program, .. arguments]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _holder.KillGroup();
        _holder.Handle.WaitAsync(CancellationToken.None).GetAwaiter().GetResult();
        _ = _holder.Handle.Reap();
        _holder.Dispose();
    }

    private static string Find(string program) =>
        ProgramFinder.Find(program) ?? throw new RootfsFault($"Cannot make a user namespace: '{program}' is not here. {ProgramFinder.HowToInstall(program)}");

    /// <summary>The holder says back what it is told, once unshare has become it: then the namespace is there.</summary>
    private void WaitUntilMade(AnonymousPipeClientStream output)
    {
        try
        {
            _input.WriteByte((byte)'\n');
        }
        catch (IOException)
        {
            // It has ended: its output says so too.
        }

        if (output.ReadByte() < 0)
        {
            throw new RootfsFault("Cannot make a user namespace: the kernel or this service's sandbox does not allow it. Look at /proc/sys/user/max_user_namespaces and RestrictNamespaces=.");
        }
    }

    private void WriteMap(string name, IReadOnlyList<ContainerIdRange> ranges)
    {
        var text = ContainerIdMap.ToMapFile(ranges);
        try
        {
            // At once: a second write is refused.
            File.WriteAllText($"/proc/{_holder.Pid}/{name}", text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RootfsFault($"Cannot set the container's id map ({text.TrimEnd().ReplaceLineEndings(", ")}): {exception.Message}", inner: exception);
        }
    }
}
