using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Domar.Runtime.Daemon;

/// <summary>Makes the certificates of a node: its own authority, and what that signs. Elliptic curves (P-256): made in an instant also on slow machines.</summary>
internal static class NodeCertificates
{
    // Clients refuse certificates of servers that are good for longer than 825 days (Apple, since 2019).
    private static readonly TimeSpan NodeLifetime = TimeSpan.FromDays(730);
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    // The clock may be off at the first start, and clients' clocks are.
    private static readonly TimeSpan ClockError = TimeSpan.FromDays(1);

    /// <summary>A new private key, as PEM (PKCS #8).</summary>
    public static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>The public half of a private key, as PEM.</summary>
    /// <exception cref="CryptographicException">It is no such key.</exception>
    public static string PublicKey(string keyPem)
    {
        using var key = Load(keyPem);
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    /// <summary>Whether a certificate is for this private key.</summary>
    /// <exception cref="CryptographicException">One of them is none.</exception>
    public static bool IsFor(string certificatePem, string keyPem)
    {
        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        using var key = Load(keyPem);
        return certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Makes the certificate of an authority, signed by itself.</summary>
    public static string NewAuthority(string keyPem, DateTimeOffset now)
    {
        using var key = Load(keyPem);

        // The same name on all hosts would let browsers mix up their authorities.
        var unit = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var request = new CertificateRequest(Name("Domar certificate authority", unit), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - ClockError, now + AuthorityLifetime);
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>Makes the certificate of a node.</summary>
    /// <param name="keyPem">The node's private key.</param>
    /// <param name="authorityPem">The authority's certificate.</param>
    /// <param name="authorityKeyPem">The authority's private key.</param>
    /// <param name="names">What it is for.</param>
    /// <param name="now">The time.</param>
    public static string NewNode(string keyPem, string authorityPem, string authorityKeyPem, CertificateNames names, DateTimeOffset now)
    {
        using var key = Load(keyPem);
        using var authorityKey = Load(authorityKeyPem);
        using var authority = X509Certificate2.CreateFromPem(authorityPem);
        var request = new CertificateRequest(Name(names.FullName, "node"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));

        // Servers' authentication (RFC 5280, 4.2.1.12).
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.HostNames)
        {
            alternatives.AddDnsName(name);
        }

        foreach (var address in names.Addresses)
        {
            alternatives.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        var end = now + NodeLifetime;
        var authorityEnd = new DateTimeOffset(authority.NotAfter.ToUniversalTime());
        using var certificate = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), now - ClockError, end < authorityEnd ? end : authorityEnd, Serial());
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>Whether a node's certificate, which this authority made, ends soon.</summary>
    public static bool EndsSoon(string certificatePem, string authorityPem, DateTimeOffset now)
    {
        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        using var authority = X509Certificate2.CreateFromPem(authorityPem);
        return certificate.NotAfter.ToUniversalTime() < now.UtcDateTime.AddDays(30) && certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData);
    }

    /// <summary>SHA-256 of a certificate as people compare it (<c>AB:CD:...</c>); null when the text holds none.</summary>
    public static string? Fingerprint(string certificatePem)
    {
        if (!PemEncoding.TryFind(certificatePem, out var fields) || certificatePem[fields.Label] != "CERTIFICATE")
        {
            return null;
        }

        var hash = SHA256.HashData(Convert.FromBase64String(certificatePem[fields.Base64Data]));
        return string.Join(':', hash.Select(static part => part.ToString("X2", CultureInfo.InvariantCulture)));
    }

    private static X500DistinguishedName Name(string commonName, string unit)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddOrganizationName("Domar");
        builder.AddOrganizationalUnitName(unit);

        // At most 64 characters (RFC 5280, ub-common-name); clients look at the alternative names.
        builder.AddCommonName(commonName.Length > 64 ? commonName[..64] : commonName);
        return builder.Build();
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);

        // Positive, and without leading zeros (RFC 5280, 4.1.2.2).
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static ECDsa Load(string keyPem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(keyPem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CryptographicException("It is no private key of an elliptic curve in PEM.", e);
        }
    }
}
