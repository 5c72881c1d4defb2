using System.Globalization;
using System.Runtime.CompilerServices;

namespace Domar.Image.Tests.Harness;

/// <summary>A test that boots the ISO or what it installed: in the soak suites a row that has passed is noted, and is not run again (<see cref="SoakNotes"/>).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BootTestMethodAttribute([CallerFilePath] string callerFilePath = "", [CallerLineNumber] int callerLineNumber = -1)
    : TestMethodAttribute(callerFilePath, callerLineNumber)
{
    public override async Task<TestResult[]> ExecuteAsync(ITestMethod testMethod)
    {
        var type = testMethod.TestClassName[(testMethod.TestClassName.LastIndexOf('.') + 1)..];
        var row = string.Join('-', (testMethod.Arguments ?? []).Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)));
        var name = $"passed/{type}.{testMethod.TestMethodName}({row.Replace('/', '|')})";
        if (SoakNotes.Read(name) is { } when)
        {
            // build/test-summary counts these words.
            return [new TestResult { Outcome = UnitTestOutcome.Passed, LogOutput = $"Passed in an earlier part of this soak: {when}" }];
        }

        var results = await base.ExecuteAsync(testMethod);
        if (results.All(result => result.Outcome is UnitTestOutcome.Passed))
        {
            SoakNotes.Write(name, string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC"));
        }

        return results;
    }
}
