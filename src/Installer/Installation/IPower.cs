using Domar.HostTools.Exec;

namespace Domar.Installer.Installation;

/// <summary>Ends this run of the machine.</summary>
internal interface IPower
{
    /// <summary>Starts the machine again.</summary>
    /// <exception cref="ToolException">It does not.</exception>
    Task RebootAsync(CancellationToken cancellationToken);

    /// <summary>Switches the machine off.</summary>
    /// <exception cref="ToolException">It does not.</exception>
    Task PowerOffAsync(CancellationToken cancellationToken);
}
