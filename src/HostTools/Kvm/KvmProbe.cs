using Domar.Core.Qemu;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Kvm;

/// <summary>
/// Finds out whether KVM runs guests, by running one. That /dev/kvm opens says little: some hosts emulate guest code instruction by instruction
/// (a thousand times too slow for a kernel to boot), others answer with an internal error, or never.
/// </summary>
/// <remarks>The guest runs in a process of its own, because a broken KVM may never return from KVM_RUN and the daemon must not hang with it.</remarks>
public static class KvmProbe
{
    /// <summary>Hidden command of this program that runs <see cref="RunInThisProcess"/>.</summary>
    public const string CommandName = "kvm-probe";

    /// <summary>Exit code for a KVM that runs guests.</summary>
    public const int Usable = 0;

    /// <summary>Exit code for one that does not; standard output has the reason.</summary>
    public const int Unusable = 20;

    private const string Device = "/dev/kvm";
    private const string Choice = "DOMAR_ACCEL";

    // The guest itself takes 10 ms; the program's start and a loaded host are in it too.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Runs the probe guest in this process. Only for the command <see cref="CommandName"/>: it may hang, and then ends the process after a few seconds.</summary>
    /// <returns><see cref="Usable"/> or <see cref="Unusable"/>, for the process to exit with; the reason goes to standard output.</returns>
    public static int RunInThisProcess()
    {
        // In case the parent is gone and cannot kill us. The default action of SIGALRM ends the process even while KVM_RUN is under way.
        _ = Libc.alarm((uint)Deadline.TotalSeconds + 2);
        try
        {
            using var guest = KvmProbeGuest.Create();
            Console.WriteLine(guest.Run());
            return Usable;
        }
        catch (KvmProbeException exception)
        {
            Console.WriteLine(exception.Message);
            return Unusable;
        }
        finally
        {
            _ = Libc.alarm(0);
        }
    }

    /// <summary>Chooses the accelerator: DOMAR_ACCEL (<c>kvm</c> or <c>tcg</c>) when it is set, otherwise KVM when it runs a guest.</summary>
    /// <param name="runner">Runs the probe's process.</param>
    /// <param name="selfExe">This program, which has the command <see cref="CommandName"/>: <c>/proc/self/exe</c> resolved, or <see cref="Environment.ProcessPath"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">DOMAR_ACCEL has another value.</exception>
    public static Task<AcceleratorFacts> ProbeAsync(IToolRunner runner, string selfExe, CancellationToken cancellationToken) =>
        ProbeAsync(runner, selfExe, Environment.GetEnvironmentVariable(Choice), Device, cancellationToken);

    /// <summary>The same with the environment as parameters.</summary>
    internal static async Task<AcceleratorFacts> ProbeAsync(IToolRunner runner, string selfExe, string? choice, string device, CancellationToken cancellationToken)
    {
        switch (choice)
        {
            case null or "":
                break;
            case "kvm":
                return new AcceleratorFacts(Accelerator.Kvm, $"KVM is used without a test, because {Choice}=kvm.");
            case "tcg":
                return new AcceleratorFacts(Accelerator.Tcg, $"Guests run under TCG, because {Choice}=tcg.");
            default:
                throw new ToolException($"{Choice} is '{choice}', which is no accelerator: set it to 'kvm' or 'tcg', or leave it out.");
        }

        if (!File.Exists(device))
        {
            return Emulated($"there is no {device}. Enable virtualization in the firmware's setup, or load the module kvm_intel or kvm_amd.");
        }

        try
        {
            var result = await runner.RunAsync(new ToolCommand(selfExe, [CommandName]) { Timeout = Deadline, MaxOutputBytes = 64 * 1024 }, cancellationToken).ConfigureAwait(false);
            var said = result.Output.Trim();
            return result.ExitCode switch
            {
                Usable => new AcceleratorFacts(Accelerator.Kvm, said),
                Unusable => Emulated(said),
                _ => Emulated($"the probe guest's process ended with {result.ExitCode}. {result.Error.Trim()}".TrimEnd()),
            };
        }
        catch (ToolException exception)
        {
            return Emulated($"its test did not end: {exception.Message}");
        }
    }

    private static AcceleratorFacts Emulated(string reason) => new(Accelerator.Tcg, $"Guests run under TCG (slowly), because KVM is of no use here: {reason}");
}
