namespace Domar.Image.Builder.Recipes;

/// <summary>A value and where it is written.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="At">Its place.</param>
public sealed record Located<T>(T Value, SourcePosition At);
