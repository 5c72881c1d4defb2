namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar kvm-probe</c>, hidden: the daemon runs it as a process of its own, because a broken KVM may never return.</summary>
internal sealed class KvmProbeCommand() : CliCommand("kvm-probe", "Run a one-page guest with KVM and report by exit code (for the daemon)")
{
    public override int Run(Invocation run)
    {
        var probe = run.Context.RunKvmProbe ?? throw new CliException(ExitCode.Failed, "This build of domar has no KVM probe.");
        return probe();
    }
}
