namespace Domar.Image.Tests.Harness;

/// <summary>Base of tests that boot machines: those that a test starts are ended with it, and what is needed to see why it failed is kept.</summary>
public abstract class BootTest
{
    private readonly List<Machine> _machines = [];
    private readonly List<Machine> _lent = [];

    public TestContext TestContext { get; set; } = null!;

    /// <summary>Ends when the test run is given up.</summary>
    protected CancellationToken Token => TestContext.CancellationToken;

    [TestCleanup]
    public async Task EndMachines()
    {
        if (TestContext.CurrentTestOutcome is not UnitTestOutcome.Passed)
        {
            foreach (var (index, machine) in _machines.Concat(_lent).Index())
            {
                TestContext.WriteLine($"Kept: {await Artefacts.KeepAsync(machine, ArtefactName, index)}");
            }
        }

        foreach (var machine in _machines)
        {
            await machine.DisposeAsync();
        }
    }

    /// <summary>Name of the artefacts' folder: class and test with its row.</summary>
    private protected string ArtefactName => $"{GetType().Name}.{TestContext.TestDisplayName ?? TestContext.TestName}";

    /// <summary>Starts a machine that ends with the test.</summary>
    private protected async Task<Machine> StartAsync(MachineOptions options)
    {
        var machine = await Machine.StartAsync(options, Token);
        _machines.Add(machine);
        return machine;
    }

    /// <summary>Names a machine that this test uses and that lives on: what shows its failure is kept all the same.</summary>
    private protected void Lend(Machine machine) => _lent.Add(machine);

    /// <summary>Takes a screenshot that is kept if the test fails later, and reads it.</summary>
    private protected async Task<PngImage> ScreenshotAsync(Machine machine, string name)
    {
        var path = Path.Combine(machine.Files.Folder, $"{name}.png");
        await machine.ScreenshotAsync(path, Token);
        return PngImage.Load(path);
    }

    /// <summary>The same, and requires that there is text on the screen.</summary>
    private protected async Task<PngImage> RequireTextOnScreenAsync(Machine machine, string name)
    {
        var screen = await ScreenshotAsync(machine, name);
        Assert.IsGreaterThan(0.002, screen.Ink, $"part of the screen '{name}' that is not background");
        return screen;
    }
}
