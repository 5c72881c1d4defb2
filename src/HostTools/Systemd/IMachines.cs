namespace Domar.HostTools.Systemd;

/// <summary>The register of guests that other programs read (<c>machinectl</c>, org.freedesktop.machine1(5)). It is a courtesy: a host without it runs guests as well.</summary>
public interface IMachines
{
    /// <summary>Enters a guest that runs in a unit of its own.</summary>
    /// <exception cref="SystemBusException">systemd-machined is there, and refused.</exception>
    Task<MachineResult> RegisterAsync(MachineRegistration machine, CancellationToken cancellationToken);

    /// <summary>Takes a guest out; its unit runs on. Done when it is not in it.</summary>
    /// <exception cref="SystemBusException">systemd-machined is there, and refused.</exception>
    Task<MachineResult> UnregisterAsync(string name, CancellationToken cancellationToken);
}
