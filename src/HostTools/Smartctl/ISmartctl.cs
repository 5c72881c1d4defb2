namespace Domar.HostTools.Smartctl;

/// <summary>smartctl(8): the health of disks.</summary>
public interface ISmartctl
{
    /// <summary>Asks one disk. A disk that does not answer, or is not there any more, is <see cref="SmartHealth.Unknown"/> with the reason; that is no error of the caller.</summary>
    /// <param name="device">Its path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SmartSummary> ReadAsync(string device, CancellationToken cancellationToken);
}
