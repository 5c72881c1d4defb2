namespace Domar.Image.Tests.Harness;

/// <summary>Rows of tests that take too long for every run: they exist only with DOMAR_SOAK=1 (make soak), and are not listed as skipped without it.</summary>
internal static class Soak
{
    /// <summary>Whether all rows run.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("DOMAR_SOAK") == "1";

    /// <summary>The rows of this run.</summary>
    /// <param name="always">Those of every run.</param>
    /// <param name="onlyInSoak">The others.</param>
    public static IEnumerable<object[]> Rows(IEnumerable<object[]> always, IEnumerable<object[]> onlyInSoak) => IsOn ? [.. always, .. onlyInSoak] : always;
}
