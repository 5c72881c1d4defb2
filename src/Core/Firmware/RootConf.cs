using System.Globalization;

namespace Domar.Core.Firmware;

/// <summary>
/// What <c>root.conf</c> says of a root image (image/stages/50-root writes it): squashfs data, filled up to whole blocks, then a dm-verity superblock and hash tree.
/// </summary>
public sealed record RootConf
{
    /// <summary>Size of data and hash blocks, in bytes.</summary>
    public const int BlockBytes = 4096;

    private const int HashDigits = 64;
    private const int MaxSaltDigits = 512; // dm-verity: 256 bytes

    private RootConf()
    {
    }

    /// <summary>Version of Domar.</summary>
    public required string Version { get; init; }

    /// <summary>Variant: <c>default</c>, <c>no-zfs</c>, ...</summary>
    public required string Variant { get; init; }

    /// <summary>First 16 digits of <see cref="RootHash"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Root hash (SHA-256), 64 hexadecimal digits.</summary>
    public required string RootHash { get; init; }

    /// <summary>Salt, hexadecimal.</summary>
    public required string Salt { get; init; }

    /// <summary>Number of data blocks. The superblock is the block after them, the hash tree begins in the next.</summary>
    public required long DataBlocks { get; init; }

    /// <summary>Size of the image with its tree, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 of the kernel; null where the image does not say.</summary>
    public string? KernelHash { get; init; }

    /// <summary>SHA-256 of the initramfs; null where the image does not say.</summary>
    public string? InitrdHash { get; init; }

    /// <summary>Version and variant for people: <c>0.1.0</c>, <c>0.1.0 (no-zfs)</c>.</summary>
    public string Title => Variant is "default" or "" ? Version : $"{Version} ({Variant})";

    /// <summary>Reads the file; null when it is not whole, and then <paramref name="problem"/> says what is wrong.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="problem">What is wrong: <c>it has no 'hash'</c>.</param>
    public static RootConf? TryParse(string text, out string problem)
    {
        var values = KeyValueLines.Read(text);
        foreach (var key in (string[])["version", "variant", "id", "hash", "salt", "blocks", "size"])
        {
            if (!values.TryGetValue(key, out var value) || value.Length == 0)
            {
                problem = $"it has no '{key}'";
                return null;
            }
        }

        var (hash, salt, id) = (values["hash"], values["salt"], values["id"]);
        if (!IsHash(hash) || !hash.StartsWith(id, StringComparison.Ordinal))
        {
            problem = "its 'hash' is no SHA-256 that begins with 'id'";
            return null;
        }

        var (kernel, initrd) = (values.GetValueOrDefault("kernel_hash"), values.GetValueOrDefault("initrd_hash"));
        if ((kernel is not null && !IsHash(kernel)) || (initrd is not null && !IsHash(initrd)))
        {
            problem = "its 'kernel_hash' or 'initrd_hash' is no SHA-256";
            return null;
        }

        // The version becomes a line of the boot menu.
        if (!values["version"].Concat(values["variant"]).All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '~' or '_'))
        {
            problem = "its 'version' or 'variant' has characters that neither has";
            return null;
        }

        if (salt.Length % 2 != 0 || salt.Length > MaxSaltDigits || !salt.All(char.IsAsciiHexDigitLower))
        {
            problem = "its 'salt' is not hexadecimal";
            return null;
        }

        if (!TryNumber(values["blocks"], out var blocks) || !TryNumber(values["size"], out var size) || size % BlockBytes != 0 || blocks >= size / BlockBytes)
        {
            problem = "its 'blocks' and 'size' do not fit together";
            return null;
        }

        problem = "";
        return new RootConf
        {
            Version = values["version"],
            Variant = values["variant"],
            Id = id,
            RootHash = hash,
            Salt = salt,
            DataBlocks = blocks,
            SizeBytes = size,
            KernelHash = kernel,
            InitrdHash = initrd,
        };
    }

    private static bool IsHash(string text) => text.Length == HashDigits && text.All(char.IsAsciiHexDigitLower);

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and < 1L << 50;
}
