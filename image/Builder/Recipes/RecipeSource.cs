namespace Domar.Image.Builder.Recipes;

/// <summary>A file as it was read.</summary>
/// <param name="File">Its path, as messages name it; the part after the last '/' is its name.</param>
/// <param name="Content">Its bytes.</param>
public sealed record RecipeSource(string File, ReadOnlyMemory<byte> Content)
{
    /// <summary>The file's name without folder and <c>.toml</c>.</summary>
    public string Name
    {
        get
        {
            var name = File[(File.LastIndexOf('/') + 1)..];
            return name.EndsWith(".toml", StringComparison.Ordinal) ? name[..^5] : name;
        }
    }

    /// <summary>The file's first character, for problems of the file as a whole.</summary>
    public SourcePosition Start => new(File, 1, 1);
}
