using Domar.TestKit.Sandbox;

namespace Domar.HostTools.Tests.Systemd;

[TestClass]
public static class SandboxCleanup
{
    [AssemblyCleanup]
    public static void StopSandbox() => SystemdSandbox.StopShared();
}
