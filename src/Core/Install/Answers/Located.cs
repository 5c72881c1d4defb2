namespace Domar.Core.Install.Answers;

/// <summary>A value and where it is written, so that what turns out to be wrong with it later can still be told with its place.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="At">Where the value is.</param>
public sealed record Located<T>(T Value, TextPosition At);
