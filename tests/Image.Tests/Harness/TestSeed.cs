using System.Globalization;

namespace Domar.Image.Tests.Harness;

/// <summary>Where random moments come from: the same in every run, and others in the soak suites; DOMAR_SOAK_SEED repeats one of those.</summary>
internal static class TestSeed
{
    /// <summary>The seed of this run.</summary>
    public static int Value { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("DOMAR_SOAK_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given
        : Soak.IsOn ? Environment.ProcessId : 4;
}
