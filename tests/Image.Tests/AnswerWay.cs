namespace Domar.Image.Tests;

/// <summary>How an installation gets its answers over the network, and what it does with them.</summary>
public enum AnswerWay
{
    /// <summary>A URL on the kernel's command line; the first-boot program runs when there is an address.</summary>
    UrlNetworkOnline,

    /// <summary>The same; it runs before there is a network.</summary>
    UrlBeforeNetwork,

    /// <summary>The same; it runs when everything is up.</summary>
    UrlFullyUp,

    /// <summary>A URL, with HTTPS and a fingerprint, in options of a DHCP server.</summary>
    Dhcp,

    /// <summary>A URL in a TXT record of a name server.</summary>
    Dns,
}
