namespace Domar.Image.Tests.Harness;

/// <summary>
/// A live system that the tests of a class share, one after the other, to save boots. It is started for the first of them, and again after one that
/// has left it off or its shell hanging; when it does not come up, the tests after that one fail at once.
/// </summary>
/// <param name="disks">The machine's blank disks, in MiB.</param>
/// <param name="setUp">Shell text that is run once after each start.</param>
internal sealed class SharedMachine(IReadOnlyList<int> disks, string? setUp = null) : IAsyncDisposable
{
    private ShellSession? _shell;
    private string? _failedIn;

    /// <summary>The machine, once there is one.</summary>
    public Machine? Machine { get; private set; }

    /// <summary>Its shell.</summary>
    /// <param name="test">Name of the test that asks.</param>
    /// <param name="lend">Told the machine as soon as it runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ShellSession> ShellAsync(string? test, Action<Machine> lend, CancellationToken cancellationToken)
    {
        var iso = DomarIso.Require();
        if (_failedIn is not null)
        {
            Assert.Fail($"The live system did not come up in {_failedIn}; see there.");
        }

        if (Machine is { IsRunning: true } && _shell is { IsBroken: false })
        {
            lend(Machine);
            return _shell;
        }

        await DisposeAsync();
        _failedIn = test;
        Machine = await Machine.StartAsync(new MachineOptions { Cd = iso, MemoryMiB = 2048, Disks = [.. disks.Select(static size => DiskOptions.Blank(size))] }, cancellationToken);
        lend(Machine);
        _shell = await ShellSession.OpenAsync(Machine.Serial, DomarIso.LivePrompt, cancellationToken);
        if (setUp is not null)
        {
            await _shell.MustRunAsync(setUp, cancellationToken);
        }

        _failedIn = null;
        return _shell;
    }

    /// <summary>Ends the machine.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Machine is not null)
        {
            await Machine.DisposeAsync();
        }
    }
}
