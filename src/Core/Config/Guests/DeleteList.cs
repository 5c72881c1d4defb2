namespace Domar.Core.Config;

/// <summary>The <c>delete:</c> line of [PENDING]: keys separated by commas, '!' before those whose volumes go too.</summary>
internal sealed record DeleteList(IReadOnlyList<(string Key, bool Force)> Keys)
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\0'];

    /// <summary>As it stands in the file; null for an empty list.</summary>
    internal string? Text => Keys.Count == 0 ? null : string.Join(',', Keys.Select(static k => k.Force ? "!" + k.Key : k.Key));

    internal static DeleteList Parse(string? text) => new(
        [.. (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(static k => k[0] == '!' ? (k[1..], true) : (k, false))]);

    internal DeleteList With(string key, bool force) =>
        Keys.Contains((key, force)) ? this : new([.. Without(key).Keys, (key, force)]);

    internal DeleteList Without(string key) => new([.. Keys.Where(k => k.Key != key)]);
}
