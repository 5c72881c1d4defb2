namespace Domar.Runtime.Cli.Commands.Firmware;

/// <summary><c>domar firmware-helper</c>, hidden: systemd runs it for the daemon, outside the daemon's sandbox.</summary>
internal sealed class FirmwareHelperCommand() : CliCommand("firmware-helper", "Serve one request for firmware over standard input and output (for the daemon)")
{
    public override int Run(Invocation run)
    {
        var helper = run.Context.RunFirmwareHelper ?? throw new CliException(ExitCode.Failed, "This build of domar has no helper for firmware.");
        return helper();
    }
}
