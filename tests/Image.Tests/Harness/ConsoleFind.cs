namespace Domar.Image.Tests.Harness;

/// <summary>What a search of the console's unread text has found.</summary>
/// <param name="Start">Where it begins in that text.</param>
/// <param name="End">Up to where the text is consumed by it.</param>
/// <param name="Result">What the wait returns.</param>
internal sealed record ConsoleFind<T>(int Start, int End, T Result);
