using CsCheck;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.TestKit.Fakes;

namespace Domar.HostTools.Tests.Steps;

[TestClass]
public sealed class StepExecutorPropertyTests
{
    // Per step: how many undo steps, whether it is a mount, whether it may fail, how many bytes it has, whether it fails.
    private static readonly Gen<(int Undo, bool IsMount, bool MayFail, int Bytes, bool Fails)[]> Plans =
        Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.Bool, Gen.Int[0, 1000], Gen.Int[0, 5].Select(static number => number == 0)).Array[0, 20];

    [TestMethod]
    public async Task AnyPlan_DoesStepsInOrder_AndAfterAFailureUndoesExactlyThoseInReverse()
    {
        await Plans.SampleAsync(async shape =>
        {
            var actions = new FakeStepActions();
            var observer = new RecordingStepObserver();
            var steps = shape.Select((step, number) => Create(number, step)).ToArray();
            actions.Fails.UnionWith(steps.Where((_, number) => shape[number].Fails).Select(static step => step.Text));
            var split = steps.Length / 2;
            var plan = new StepPlan([new StepGroup("1", steps[..split]), new StepGroup("2", steps[split..])]);

            // What must come out: all before the first failure that matters, then the way back.
            var end = Array.FindIndex(shape, static step => step.Fails && !step.MayFail);
            var done = Enumerable.Range(0, end < 0 ? shape.Length : end).Where(number => !shape[number].Fails).ToList();
            var expected = done.Select(static number => $"{number}").ToList();
            if (end >= 0)
            {
                expected.AddRange(Enumerable.Reverse(done).SelectMany(number => UndoOf(number, shape[number])));
            }

            StepFailedException? failure = null;
            try
            {
                await new StepExecutor(actions).RunAsync(plan, observer, CancellationToken.None);
            }
            catch (StepFailedException exception)
            {
                failure = exception;
            }

            CollectionAssert.AreEqual(expected, actions.Done);
            Assert.AreEqual(end < 0 ? null : end + 1, failure?.Number);
            if (end < 0 && observer.Progress is [.., var last])
            {
                Assert.AreEqual(plan.WorkBytes, last.DoneBytes);
            }
        }, iter: 2000);
    }

    private static Step Create(int number, (int Undo, bool IsMount, bool MayFail, int Bytes, bool Fails) shape)
    {
        Step[] undo = [.. Enumerable.Range(0, shape.Undo).Select(i => new RunCommand("u", []) { Text = $"{number} undo {i}" })];
        return shape.IsMount
            ? new Mount("s", $"{number}", "ext4") { Text = $"{number}", Undo = undo, MayFail = shape.MayFail }
            : new CopyFile("s", "t") { Text = $"{number}", Undo = undo, MayFail = shape.MayFail, SizeBytes = shape.Bytes };
    }

    private static IEnumerable<string> UndoOf(int number, (int Undo, bool IsMount, bool MayFail, int Bytes, bool Fails) shape)
    {
        var undo = Enumerable.Range(0, shape.Undo).Select(i => $"{number} undo {i}");
        return shape.IsMount ? undo.Append($"unmount {number}") : undo;
    }
}
