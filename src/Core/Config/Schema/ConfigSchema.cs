using System.Globalization;
using Domar.Core.Primitives;

namespace Domar.Core.Config;

/// <summary>The keys of one kind of guest. The tables are built at the first use, not at program start.</summary>
public sealed class ConfigSchema
{
    private const string RawPrefix = "lxc.";
    private readonly Dictionary<string, KeySchema> _byBaseName;
    private readonly Dictionary<string, KeySchema> _indexedByBaseName;
    private readonly KeySchema? _raw;

    private ConfigSchema(GuestKind kind, IReadOnlyList<KeySchema> keys)
    {
        Kind = kind;
        Keys = keys;
        _byBaseName = new(keys.Count, StringComparer.Ordinal);
        _indexedByBaseName = new(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (key.Type == ConfigValueType.Raw)
            {
                _raw = key;
            }
            else
            {
                (key.MaxIndex is null ? _byBaseName : _indexedByBaseName).Add(key.BaseName, key);
            }
        }
    }

    /// <summary>The keys of virtual machines.</summary>
    public static ConfigSchema Qemu => QemuHolder.Schema;

    /// <summary>The keys of containers.</summary>
    public static ConfigSchema Lxc => LxcHolder.Schema;

    /// <summary>The kind of guest.</summary>
    public GuestKind Kind { get; }

    /// <summary>Every key.</summary>
    public IReadOnlyList<KeySchema> Keys { get; }

    /// <summary>The keys of a kind of guest.</summary>
    public static ConfigSchema Of(GuestKind kind) => kind == GuestKind.Lxc ? Lxc : Qemu;

    /// <summary>Finds a key as it stands in a file.</summary>
    /// <param name="key">For example <c>net0</c>, <c>memory</c> or <c>lxc.idmap</c>.</param>
    /// <param name="index">The index, 0 for <c>net0</c>; -1 for a key without index.</param>
    /// <returns>Null when the key is not known or its index is too high.</returns>
    public KeySchema? Find(string key, out int index)
    {
        index = -1;
        if (_byBaseName.TryGetValue(key, out var found))
        {
            return found;
        }

        if (_raw is not null && key.StartsWith(RawPrefix, StringComparison.Ordinal))
        {
            return IsRawKey(key) ? _raw : null;
        }

        found = FindIndexed(key, out var position);
        if (found is null || position > found.MaxIndex)
        {
            return null;
        }

        index = position;
        return found;
    }

    /// <summary>Why <see cref="Find"/> does not know a key, and what to do.</summary>
    internal string WhyUnknown(string key)
    {
        if (FindIndexed(key, out _) is { } indexed)
        {
            return $"there is no {ConfigValue.Shown(key)}: the index of '{indexed.BaseName}' goes from 0 to {indexed.MaxIndex}.";
        }

        if (_indexedByBaseName.ContainsKey(key))
        {
            return $"needs an index, for example '{key}0'.";
        }

        var lower = key.ToLowerInvariant();
        return lower != key && Find(lower, out _) is not null ? $"is not a known key. Did you mean '{lower}'?" : "is not a known key.";
    }

    /// <summary>The name that a key goes by: old names are replaced.</summary>
    internal string Canonical(string key) => _byBaseName.TryGetValue(key, out var schema) && schema.AliasOf is { } other ? other : key;

    private static bool IsRawKey(string key)
    {
        for (var i = RawPrefix.Length; i < key.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(key[i]) && key[i] is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return key.Length > RawPrefix.Length;
    }

    private KeySchema? FindIndexed(string key, out int index)
    {
        index = -1;
        var digits = key.Length;
        while (digits > 0 && char.IsAsciiDigit(key[digits - 1]))
        {
            digits--;
        }

        var count = key.Length - digits;
        // "net00" is another text than "net0" and would be a second net0.
        if (count is 0 or > 9 || (count > 1 && key[digits] == '0'))
        {
            return null;
        }

        index = int.Parse(key.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return _indexedByBaseName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.AsSpan(0, digits), out var found) ? found : null;
    }

    private static class QemuHolder
    {
        internal static readonly ConfigSchema Schema = new(GuestKind.Qemu, QemuKeys.All());
    }

    private static class LxcHolder
    {
        internal static readonly ConfigSchema Schema = new(GuestKind.Lxc, LxcKeys.All());
    }
}
