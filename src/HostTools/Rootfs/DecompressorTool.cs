using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Domar.HostTools.Exec;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary><c>xz</c> or <c>zstd</c>, which read the archive from our standard input. They run with the rights that unpacking has, and no more.</summary>
internal sealed class DecompressorTool : IDisposable
{
    private readonly string _name;
    private readonly NativeProcess _process;
    private readonly AnonymousPipeClientStream _error;
    private bool _checked;

    private DecompressorTool(string name, NativeProcess process, AnonymousPipeClientStream output, AnonymousPipeClientStream error)
    {
        _name = name;
        _process = process;
        Output = output;
        _error = error;
    }

    /// <summary>What it unpacks.</summary>
    public Stream Output { get; }

    /// <summary>Starts the tool.</summary>
    /// <param name="name">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">The archive, at its beginning.</param>
    /// <exception cref="RootfsFault">It cannot be started.</exception>
    public static unsafe DecompressorTool Start(string name, IReadOnlyList<string> arguments, SafeFileHandle input)
    {
        var path = ProgramFinder.Find(name) ?? throw new RootfsFault($"Cannot unpack the archive: '{name}' is not here. {ProgramFinder.HowToInstall(name)}");
        var fds = stackalloc int[4];
        if (Libc.pipe2(fds, Libc.O_CLOEXEC) != 0 || Libc.pipe2(fds + 2, Libc.O_CLOEXEC) != 0)
        {
            throw RootfsFault.Of($"run '{name}'", Marshal.GetLastPInvokeError());
        }

        var output = new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(fds[0], ownsHandle: true));
        var error = new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(fds[2], ownsHandle: true));
        using var outputWrite = new SafeFileHandle(fds[1], ownsHandle: true);
        using var errorWrite = new SafeFileHandle(fds[3], ownsHandle: true);
        try
        {
            return new DecompressorTool(name, NativeProcess.Spawn(new NativeProcessSpec
            {
                Path = path,
                Arguments = arguments,
                Environment = ChildEnvironment.Create(),
                Input = input,
                Output = outputWrite,
                Error = errorWrite,
                WorkingDirectory = "/",
            }), output, error);
        }
        catch (Win32Exception exception)
        {
            throw new RootfsFault($"Cannot run '{name}' ({path}): {ToolRunner.WhyNotStarted(exception.NativeErrorCode)}", inner: exception);
        }
    }

    /// <summary>At the end of its output: whether it has unpacked all.</summary>
    /// <exception cref="RootfsFault">It has not.</exception>
    public void Check()
    {
        if (_checked)
        {
            return;
        }

        _checked = true;
        using var reader = new StreamReader(_error, Encoding.UTF8);
        var said = new char[500];
        var length = reader.ReadBlock(said);

        // Its output has ended; it ends right after.
        _process.Handle.WaitAsync(CancellationToken.None).GetAwaiter().GetResult();
        var exit = _process.Handle.Reap();
        if (exit.ExitCode != 0)
        {
            throw new RootfsFault($"The archive is damaged or cut short; get it again. {_name} says: {new string(said, 0, length).Trim().ReplaceLineEndings(" ")}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_checked)
        {
            _process.KillGroup();
            _process.Handle.WaitAsync(CancellationToken.None).GetAwaiter().GetResult();
            _ = _process.Handle.Reap();
        }

        Output.Dispose();
        _error.Dispose();
        _process.Dispose();
    }
}
