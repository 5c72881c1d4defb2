using System.Net.NetworkInformation;
using Domar.HostTools.Files;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Daemon;

/// <summary>Runs <see cref="FirstStart"/> on this host.</summary>
internal static class FirstStartProgram
{
    /// <summary>Makes what is absent; returns the process' exit code.</summary>
    public static int Run(string stateFolder, string? nodeName)
    {
        try
        {
            var identity = NodeIdentityResolver.Resolve(new DaemonOptions(stateFolder, null, nodeName, null));
            using var only = FileLock.TryTake(Path.Combine(identity.StateFolder, "first-start.lock"), out _)
                ?? throw new DaemonStartException($"Another first start is at work on '{identity.StateFolder}'. Wait for it.");
            var names = CertificateNames.Collect(identity.Node, File.Exists("/etc/hosts") ? File.ReadAllText("/etc/hosts") : "", PresentAddresses());
            var made = new FirstStart(LinuxFileLayer.Instance, TimeProvider.System).Run(Path.Combine(identity.StateFolder, "config"), identity.Node, names);
            Console.Out.WriteLine(made.Count == 0 ? "Keys and certificates are all there." : $"Made: {string.Join(", ", made)}");
            return 0;
        }
        catch (Exception e) when (e is DaemonStartException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"domar: {FailureText.Of(e)}");
            return 1;
        }
    }

    private static IEnumerable<System.Net.IPAddress> PresentAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static card => card.OperationalStatus == OperationalStatus.Up)
        .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
        .Select(static address => address.Address);
}
