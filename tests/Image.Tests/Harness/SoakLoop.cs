using System.Globalization;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// A number of random trials of one kind. Each has a sequence of its own, made of the seed and its number, and can be repeated alone. How many
/// have passed is noted (<see cref="SoakNotes"/>).
/// </summary>
internal static class SoakLoop
{
    /// <summary>Runs what is left of them.</summary>
    /// <param name="test">Where seed and numbers are written to.</param>
    /// <param name="name">What tells it from other loops.</param>
    /// <param name="count">How many there are in all.</param>
    /// <param name="trial">Is given its number, from 0, and its sequence.</param>
    public static async Task RunAsync(TestContext test, string name, int count, Func<int, Random, Task> trial)
    {
        test.WriteLine($"Random moments: DOMAR_SOAK_SEED={TestSeed.Value}");
        var first = int.Parse(SoakNotes.Read(name) ?? "0", CultureInfo.InvariantCulture);
        if (first > 0)
        {
            test.WriteLine($"{first} of {count} have passed in a run before this one.");
        }

        for (var number = first; number < count; number++)
        {
            await trial(number, new Random(HashCode(TestSeed.Value, number)));
            SoakNotes.Write(name, (number + 1).ToString(CultureInfo.InvariantCulture));
        }
    }

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, int number) => unchecked((seed * 486_187_739) + number);
}
