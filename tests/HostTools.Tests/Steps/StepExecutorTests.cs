using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.TestKit.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Domar.HostTools.Tests.Steps;

[TestClass]
public sealed class StepExecutorTests
{
    private readonly FakeStepActions _actions = new();
    private readonly RecordingStepObserver _observer = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Steps_AreDoneInOrder_OverAllGroups()
    {
        var result = await RunAsync(Plan(Step("a"), Step("b")) with { Groups = [new("One", [Step("a"), Step("b")]), new("Two", [Step("c")])] });

        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, _actions.Done);
        Assert.IsEmpty(result.Notes);
    }

    [TestMethod]
    public async Task Failure_UndoesInReverse_AndNamesStepReasonAndWhatWasUndone()
    {
        _actions.Fails.Add("d");
        var plan = Plan(Step("a", "undo a"), Step("b"), Step("c", "undo c 1", "undo c 2"), Step("d", "undo d"), Step("e"));

        var failure = await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(plan));

        CollectionAssert.AreEqual(new[] { "a", "b", "c", "undo c 1", "undo c 2", "undo a" }, _actions.Done);
        Assert.AreEqual("Step 4 of 5 failed: d. d does not work. Undone: c; a.", failure.Message);
        Assert.AreEqual((4, 5, "d", "d does not work."), (failure.Number, failure.Count, failure.StepText, failure.Reason));
    }

    [TestMethod]
    public async Task FailedUndo_IsTold_AndUndoingGoesOn()
    {
        _actions.Fails.UnionWith(["c", "undo b 1"]);

        var failure = await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(Plan(Step("a", "undo a"), Step("b", "undo b 1", "undo b 2"), Step("c"))));

        CollectionAssert.AreEqual(new[] { "a", "b", "undo b 2", "undo a" }, _actions.Done);
        Assert.AreEqual("Step 3 of 3 failed: c. c does not work. Undone: a. Could not be undone: b: undo b 1 does not work.", failure.Message);
    }

    [TestMethod]
    public async Task UndoThatMayFail_IsNotTold()
    {
        _actions.Fails.UnionWith(["b", "undo a"]);
        var step = new RunCommand("a", []) { Text = "a", Undo = [new RunCommand("undo a", []) { Text = "undo a", MayFail = true }] };

        var failure = await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(Plan(step, Step("b"))));

        Assert.IsEmpty(failure.Undo.Failed);
    }

    [TestMethod]
    public async Task FirstStepsFailure_HasNothingToUndo()
    {
        _actions.Fails.Add("a");

        var failure = await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(Plan(Step("a", "undo a"))));

        Assert.IsEmpty(_actions.Done);
        Assert.AreEqual("Step 1 of 1 failed: a. a does not work.", failure.Message);
    }

    [TestMethod]
    public async Task Mount_IsUnmounted_AfterItsOwnUndo()
    {
        _actions.Fails.Add("b");
        var mount = new Mount("/dev/sda2", "/mnt", "vfat") { Text = "mount", Undo = [new RunCommand("u", []) { Text = "undo mount" }] };

        await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(Plan(mount, Step("b"))));

        CollectionAssert.AreEqual(new[] { "mount", "undo mount", "unmount /mnt" }, _actions.Done);
    }

    [TestMethod]
    public async Task StepThatMayFail_IsNoted_AndThePlanGoesOn_WithoutItsUndo()
    {
        _actions.Fails.UnionWith(["b", "d"]);
        var optional = new RunCommand("b", []) { Text = "b", MayFail = true, Undo = [new RunCommand("undo b", []) { Text = "undo b" }] };

        await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(Plan(Step("a", "undo a"), optional, Step("c"), Step("d"))));
        CollectionAssert.AreEqual(new[] { "a", "c", "undo a" }, _actions.Done);

        _actions.Fails.Remove("d");
        CollectionAssert.AreEqual(new[] { "b: b does not work." }, (await RunAsync(Plan(optional, Step("d")))).Notes.ToArray());
    }

    [TestMethod]
    public async Task Cancellation_UndoesWithATokenOfItsOwn()
    {
        using var cancel = new CancellationTokenSource();
        _actions.Before = async (step, _, token) =>
        {
            if (step.Text == "b")
            {
                await cancel.CancelAsync();
            }

            token.ThrowIfCancellationRequested();
        };

        var cancelled = await Assert.ThrowsExactlyAsync<StepsCancelledException>(() => RunAsync(Plan(Step("a", "undo a"), Step("b", "undo b"), Step("c")), cancel.Token));

        CollectionAssert.AreEqual(new[] { "a", "undo a" }, _actions.Done);
        Assert.AreEqual("Cancelled at step 2 of 3: b. Undone: a.", cancelled.Message);
    }

    [TestMethod]
    public async Task StepThatEndsWellInSpiteOfCancellation_IsUndoneToo()
    {
        using var cancel = new CancellationTokenSource();
        _actions.Before = (step, _, _) => step.Text == "b" ? cancel.CancelAsync() : Task.CompletedTask;

        var cancelled = await Assert.ThrowsExactlyAsync<StepsCancelledException>(() => RunAsync(Plan(Step("a", "undo a"), Step("b", "undo b"), Step("c")), cancel.Token));

        CollectionAssert.AreEqual(new[] { "a", "b", "undo b", "undo a" }, _actions.Done);
        Assert.AreEqual(3, cancelled.Number);
    }

    [TestMethod]
    public async Task CancellationAfterTheLastStep_ComesTooLate()
    {
        using var cancel = new CancellationTokenSource();
        _actions.Before = (_, _, _) => cancel.CancelAsync();

        await RunAsync(Plan(Step("a", "undo a")), cancel.Token);

        CollectionAssert.AreEqual(new[] { "a" }, _actions.Done);
    }

    [TestMethod]
    public async Task UndoThatHangs_EndsAtTheDeadline_AndTheRestIsTold()
    {
        _actions.Fails.Add("c");
        _actions.Before = (step, _, token) =>
        {
            if (step.Text == "undo b")
            {
                var hang = Task.Delay(Timeout.InfiniteTimeSpan, token);
                _time.Advance(TimeSpan.FromMinutes(6));
                return hang;
            }

            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };

        var failure = await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(Plan(Step("a", "undo a"), Step("b", "undo b"), Step("c"))));

        CollectionAssert.AreEqual(new[] { "b: there was no end to it within 5 minutes.", "a: there was no end to it within 5 minutes." }, failure.Undo.Failed.ToArray());
    }

    [TestMethod]
    public async Task Progress_CountsBytesOfPlan_TenTimesASecondAtMost()
    {
        // 100 blocks of 10 ms each: more than one block between two updates, and none is lost at the end.
        _actions.Before = (_, context, _) =>
        {
            for (var i = 0; i < 100; i++)
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
                context.Wrote(20);
            }

            return Task.CompletedTask;
        };
        var copy = new CopyBytes("/s", 1000, [new CopyTarget("/a"), new CopyTarget("/b")]) { Text = "copy" };

        await RunAsync(new StepPlan([new StepGroup("G", [copy, Step("b")])]));

        var during = _observer.Progress.Where(static progress => progress.Text == "copy").ToList();
        Assert.HasCount(11, during);
        CollectionAssert.AreEqual(Enumerable.Range(0, 11).Select(static i => i * 200L).ToArray(), during.Select(static progress => progress.DoneBytes).ToArray());
        Assert.AreEqual(new StepProgress("G", "copy", 1, 2, 0, 2000), _observer.Progress[0]);
        Assert.AreEqual(new StepProgress("G", "b", 2, 2, 2000, 2000), _observer.Progress[^1]);
    }

    [TestMethod]
    public async Task Progress_ReachesTheTotal_WhateverFilesHad()
    {
        // One is longer than planned, one shorter; one may fail and does.
        _actions.Fails.Add("z");
        _actions.Before = (step, context, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            context.Wrote(step.Text == "x" ? 500 : 1);
            return Task.CompletedTask;
        };

        await RunAsync(Plan(Copy("x"), Copy("y"), Copy("z") with { MayFail = true }));

        Assert.AreEqual(300, _observer.Progress[^1].DoneBytes);
    }

    [TestMethod]
    public async Task Progress_TellsOfComparing_AndOfUndoing()
    {
        _actions.Fails.Add("b");
        _actions.Before = (step, context, _) =>
        {
            if (step is CopyFile)
            {
                context.Comparing();
            }

            return Task.CompletedTask;
        };

        await Assert.ThrowsExactlyAsync<StepFailedException>(() =>
            RunAsync(Plan(Copy("a") with { Undo = [Step("undo a")] }, Step("b"))));

        CollectionAssert.AreEqual(
            new[] { ("a", false, false), ("a", true, false), ("b", false, false), ("a", false, true) },
            _observer.Progress.Select(static progress => (progress.Text, progress.IsComparing, progress.IsUndoing)).ToArray());
    }

    [TestMethod]
    public async Task Log_HasStepsAndFailures_WithoutControlCharacters()
    {
        _actions.Fails.Add("b\u001b");
        _actions.Before = (step, context, _) =>
        {
            context.Log($"doing {step.Text}");
            return Task.CompletedTask;
        };

        await Assert.ThrowsExactlyAsync<StepFailedException>(() => RunAsync(Plan(Step("a", "undo a"), Step("b\u001b"))));

        CollectionAssert.AreEqual(
            new[]
            {
                "Step 1 of 2: a", "  doing a", "Step 2 of 2: b\\u001b", "  doing b\\u001b",
                "  Failed: b\\u001b does not work.", "Undo step 1: a", "  doing undo a",
            },
            _observer.Lines.ToArray());
    }

    [TestMethod]
    public async Task GroupBeside_RunsWhileTheNextDo_AndTheOneThatWaits_Waits()
    {
        var (hasC, hasB) = (new TaskCompletionSource(), new TaskCompletionSource());
        _actions.Before = (step, _, _) =>
        {
            // Each can only end when the other one has begun.
            (step.Text switch { "b" => hasB, "c" => hasC, _ => null })?.TrySetResult();
            return step.Text switch { "b" => hasC.Task, "c" => hasB.Task, _ => Task.CompletedTask };
        };

        await RunAsync(new StepPlan([new("One", [Step("a")]), new("Two", [Step("b"), Step("b2")]) { IsBeside = true }, new("Three", [Step("c")]), new("Four", [Step("d")]) { WaitsForOthers = true }]));

        Assert.AreEqual("a", _actions.Done[0]);
        Assert.AreEqual("d", _actions.Done[^1]);
        CollectionAssert.AreEquivalent(new[] { "a", "b", "b2", "c", "d" }, _actions.Done);
        Assert.AreEqual(new StepProgress("Four", "d", 5, 5, 0, 0), _observer.Progress[^1]);
    }

    [TestMethod]
    [DataRow("b", "Step 2 of 3 failed: b. b does not work. Undone: a.")]
    [DataRow("c", "Step 3 of 3 failed: c. c does not work. Undone: a.")]
    public async Task FailureOfOneLine_EndsTheOther_AndAllIsUndone(string fails, string message)
    {
        var (hasB, hasC) = (new TaskCompletionSource(), new TaskCompletionSource());
        _actions.Before = async (step, _, token) =>
        {
            (step.Text switch { "b" => hasB, "c" => hasC, _ => null })?.TrySetResult();
            if (step.Text is "b" or "c")
            {
                await Task.WhenAll(hasB.Task, hasC.Task);
                if (step.Text == fails)
                {
                    throw new IOException($"{fails} does not work.");
                }

                // The other one goes on until it is told.
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };

        var failure = await Assert.ThrowsExactlyAsync<StepFailedException>(() =>
            RunAsync(new StepPlan([new("One", [Step("a", "undo a")]), new("Two", [Step("b")]) { IsBeside = true }, new("Three", [Step("c")])])));

        Assert.AreEqual(message, failure.Message);
        CollectionAssert.AreEqual(new[] { "a", "undo a" }, _actions.Done);
    }

    [TestMethod]
    public async Task CancellationBeside_EndsAllLines_AndUndoesWhatBothHaveDone()
    {
        using var cancel = new CancellationTokenSource();
        var hasB = new TaskCompletionSource();
        _actions.Before = async (step, _, token) =>
        {
            switch (step.Text)
            {
                case "b2":
                    hasB.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                    break;
                case "c":
                    await hasB.Task;
                    await cancel.CancelAsync();
                    break;
            }
        };

        await Assert.ThrowsExactlyAsync<StepsCancelledException>(() =>
            RunAsync(new StepPlan([new("Two", [Step("b", "undo b"), Step("b2")]) { IsBeside = true }, new("Three", [Step("c", "undo c"), Step("c2")])]), cancel.Token));

        CollectionAssert.AreEqual(new[] { "b", "c", "undo c", "undo b" }, _actions.Done);
    }

    private static RunCommand Step(string text, params string[] undo) =>
        new(text, []) { Text = text, Undo = [.. undo.Select(static name => new RunCommand(name, []) { Text = name })] };

    private static CopyFile Copy(string text) => new("/s", "/t") { Text = text, SizeBytes = 100 };

    private static StepPlan Plan(params Step[] steps) => new([new StepGroup("G", steps)]);

    private Task<StepResult> RunAsync(StepPlan plan, CancellationToken? cancellationToken = null) =>
        new StepExecutor(_actions, _time).RunAsync(plan, _observer, cancellationToken ?? TestContext.CancellationToken);
}
