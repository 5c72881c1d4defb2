namespace Domar.HostTools.Dns;

/// <summary>Looks up TXT records.</summary>
public interface IDnsText
{
    /// <summary>The text of a name's first TXT record, its parts put together; null when the name has none.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DnsException">No server gave an answer.</exception>
    Task<string?> LookUpAsync(string name, CancellationToken cancellationToken);
}
