using Domar.Core.Qemu;
using Domar.HostTools.Exec;
using Domar.HostTools.Kvm;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>How machines run on this host, found out once: KVM where it runs a guest, otherwise TCG. DOMAR_ACCEL=tcg (or kvm) decides instead.</summary>
internal static class HostAccelerator
{
    private static readonly Lazy<Task<AcceleratorFacts>> Facts = new(FindAsync);

    /// <summary>The choice and its reason.</summary>
    public static Task<AcceleratorFacts> GetAsync() => Facts.Value;

    private static async Task<AcceleratorFacts> FindAsync()
    {
        // The probe is a hidden command of the published program: a broken KVM must not hang this one.
        var domar = Environment.GetEnvironmentVariable("DOMAR_BINARY") is { Length: > 0 } given ? given : Repository.PathOf("out", "bin", "domar");
        if (!File.Exists(domar) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMAR_ACCEL")))
        {
            return new AcceleratorFacts(Accelerator.Tcg, $"TCG, because KVM is tested by the program 'domar', and {domar} is not built.");
        }

        return await KvmProbe.ProbeAsync(new ToolRunner(), domar, CancellationToken.None);
    }
}
