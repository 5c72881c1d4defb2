using Domar.HostTools.Dns;
using Domar.HostTools.Exec;
using Domar.HostTools.Networkd;

namespace Domar.Installer.Unattended;

/// <summary>
/// An answer file at a URL that the network tells, as with Proxmox: DHCP option 250 (URL) and 251 (fingerprint), or TXT records in the search domain. A fingerprint counts only from
/// where the URL is from.
/// </summary>
/// <param name="networkd">Knows leases.</param>
/// <param name="dns">Asks for TXT records.</param>
/// <param name="resolvConf">Reads search domains.</param>
/// <param name="hasLink">Whether a cable with something at its other end is in any card.</param>
/// <param name="fetcher">Gets the file.</param>
/// <param name="time">The clock.</param>
/// <param name="note">Takes what stood in the way.</param>
internal sealed class NetworkAnswerSource(INetworkd networkd, IDnsText dns, Func<ResolvConf> resolvConf, Func<bool> hasLink, AnswerFetcher fetcher, TimeProvider time, Action<string> note) : IAnswerSource
{
    /// <summary>Value of <c>domar.answer</c> on the kernel command line that means this source.</summary>
    public const string Word = "network";

    /// <summary>How long the network may take until it has an address.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long to go on looking when no cable is in, or when there is an address: other cards may be slower, and theirs may be the network with the answer.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const int UrlOption = 250;
    private const int FingerprintOption = 251;
    private static readonly string[] RecordNames = ["domar-auto-installer", "proxmox-auto-installer"];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "DHCP option 250; TXT records domar-auto-installer and proxmox-auto-installer in the search domain";

    /// <inheritdoc/>
    public async Task<FoundAnswer?> FindAsync(CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        long? addressSince = null;
        while (true)
        {
            var links = await ReadLinksAsync(cancellationToken).ConfigureAwait(false);
            if (links.Select(static link => (link, Url: link.Lease?.TextOption(UrlOption))).FirstOrDefault(static pair => pair.Url is not null) is ({ } link, { } url))
            {
                return await fetcher.FetchAsync(url, link.Lease!.TextOption(FingerprintOption), token: null, $"DHCP option {UrlOption} on {link.Name}", cancellationToken).ConfigureAwait(false);
            }

            if (links.Any(static link => link.Gateways.Count > 0 || link.Lease is not null))
            {
                addressSince ??= time.GetTimestamp();
                if (await FindInDnsAsync(links, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    return found;
                }
            }

            if (addressSince is { } since)
            {
                if (time.GetElapsedTime(since) >= Grace)
                {
                    return null;
                }
            }
            else if (time.GetElapsedTime(begin) >= Patience)
            {
                Note($"no network card got an address within {Patience.TotalSeconds:0} s");
                return null;
            }
            else if (!hasLink() && time.GetElapsedTime(begin) >= Grace)
            {
                Note("no network card has a link");
                return null;
            }
            else
            {
                Note($"waiting for an address from the network, {Patience.TotalSeconds:0} s at the most");
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<NetworkLink>> ReadLinksAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await networkd.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException exception)
        {
            Note(exception.Message);
            return [];
        }
    }

    private async Task<FoundAnswer?> FindInDnsAsync(IReadOnlyList<NetworkLink> links, CancellationToken cancellationToken)
    {
        var domains = resolvConf().SearchDomains
            .Concat(links.SelectMany(static link => link.SearchDomains))
            .Concat(links.Select(static link => link.Lease?.Domain).OfType<string>())
            .Select(static domain => domain.Trim('.')) // "." is systemd's search domain for "none"
            .Where(static domain => domain.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var domain in domains)
        {
            foreach (var name in RecordNames)
            {
                if (await LookUpAsync($"{name}.{domain}", cancellationToken).ConfigureAwait(false) is { } url)
                {
                    var fingerprint = await LookUpAsync($"{name}-cert-fingerprint.{domain}", cancellationToken).ConfigureAwait(false);
                    return await fetcher.FetchAsync(url, fingerprint, token: null, $"the TXT record of {name}.{domain}", cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    private async Task<string?> LookUpAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await dns.LookUpAsync(name, cancellationToken).ConfigureAwait(false) is { } text && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
        }
        catch (DnsException exception)
        {
            Note(exception.Message);
            return null;
        }
    }

    private void Note(string text)
    {
        if (_noted.Add(text))
        {
            note(text);
        }
    }
}
