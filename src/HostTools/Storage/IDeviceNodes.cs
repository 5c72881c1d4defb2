namespace Domar.HostTools.Storage;

/// <summary>Waits for what udev makes of new block devices.</summary>
public interface IDeviceNodes
{
    /// <summary>Returns when the path is there; at once when it is already.</summary>
    /// <param name="path">A device node or a link that udev makes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exec.ToolException">It does not come.</exception>
    Task WaitForAsync(string path, CancellationToken cancellationToken);
}
