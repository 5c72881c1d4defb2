using System.Text;
using Domar.HostTools.Kvm;
using Domar.HostTools.Rootfs;
using Domar.Runtime.Cli;
using Domar.Runtime.Cli.Commands;
using Domar.Runtime.Cli.Terminals;
using Domar.Runtime.Daemon;
using Domar.Runtime.Firmware;

namespace Domar.Runtime;

/// <summary>The process: <c>domar</c> is daemon and command line in one program.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // Asked by scripts and benchmarks: nothing is built for it.
        if (arguments is ["version"])
        {
            return PrintVersion();
        }

        // Started for each unpacking and start of a container, and with little memory: no command line is built for it.
        if (arguments is [RootfsHelper.Command, .. var rest])
        {
            return RootfsHelper.Run(rest);
        }

        return CliApp.Run(arguments, ProcessContext.Create(DaemonProgram.RunAsync, KvmProbe.RunInThisProcess, FirstStartProgram.Run, FirmwareHelper.RunInThisProcess));
    }

    private static int PrintVersion()
    {
        try
        {
            using var output = new FileDescriptorStream(1, canWrite: true);
            output.Write(Encoding.UTF8.GetBytes($"domar {VersionCommand.Version}\n"));
            return ExitCode.Ok;
        }
        catch (IOException)
        {
            // The output is closed or full: the exit code says that nothing was printed.
            return ExitCode.Failed;
        }
    }
}
