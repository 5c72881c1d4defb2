using System.Runtime.CompilerServices;

namespace Domar.HostTools.Systemd;

/// <summary>systemd's manager over D-Bus (org.freedesktop.systemd1(5)).</summary>
/// <param name="bus">The bus; not disposed by this.</param>
public sealed class SystemdManager(SystemBus bus) : ISystemd
{
    private const string Service = "org.freedesktop.systemd1";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string Manager = "org.freedesktop.systemd1.Manager";
    private const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";

    private readonly SystemdSignals _signals = new(bus);

    /// <inheritdoc/>
    public Task<JobResult> StartTransientUnitAsync(string name, IReadOnlyList<UnitProperty> properties, CancellationToken cancellationToken) => RunJobAsync(
        NewCall("StartTransientUnit", writer =>
        {
            writer.Write(name);
            writer.Write("fail");
            Write(writer, properties);
            writer.Open('a', "(sa(sv))"); // further units: none
            writer.Close();
        }),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<JobResult> StopUnitAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await RunJobAsync(NewCall("StopUnit", name, "replace"), cancellationToken).ConfigureAwait(false);
        }
        catch (SystemBusException exception) when (exception.ErrorName == NoSuchUnit)
        {
            return JobResult.Skipped;
        }
    }

    /// <inheritdoc/>
    public Task<bool> KillUnitAsync(string name, KillTarget target, int signal, CancellationToken cancellationToken) => TryAsync(
        NewCall("KillUnit", writer =>
        {
            writer.Write(name);
            writer.Write(target == KillTarget.Main ? "main" : "all");
            writer.Write(signal);
        }),
        [NoSuchUnit, "org.freedesktop.systemd1.NoSuchProcess", "org.freedesktop.DBus.Error.UnixProcessIdUnknown"],
        cancellationToken);

    /// <inheritdoc/>
    public Task ResetFailedUnitAsync(string name, CancellationToken cancellationToken) =>
        TryAsync(NewCall("ResetFailedUnit", name), [NoSuchUnit], cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RefUnitAsync(string name, CancellationToken cancellationToken) => TryAsync(NewCall("RefUnit", name), [NoSuchUnit], cancellationToken);

    /// <inheritdoc/>
    public async Task UnrefUnitAsync(string name, CancellationToken cancellationToken)
    {
        // systemd counts; how many there are depends on how often the bus was restarted.
        while (await TryAsync(NewCall("UnrefUnit", name), [NoSuchUnit, "org.freedesktop.systemd1.NotReferenced"], cancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <inheritdoc/>
    public Task<UnitProperties?> GetUnitPropertiesAsync(string name, CancellationToken cancellationToken) => bus.CallAsync(
        new BusCall(Service, UnitPath.Of(name), "org.freedesktop.DBus.Properties", "GetAll") { Write = static writer => writer.Write("") },
        UnitPropertiesReader.Read,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedUnit>> ListUnitsByPatternsAsync(IReadOnlyList<string> states, IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        bus.CallAsync(
            NewCall("ListUnitsByPatterns", writer =>
            {
                writer.Write(states);
                writer.Write(patterns);
            }),
            ReadUnits,
            cancellationToken);

    /// <inheritdoc/>
    public Task SetUnitPropertiesAsync(string name, IReadOnlyList<UnitProperty> properties, CancellationToken cancellationToken) => bus.CallAsync(
        NewCall("SetUnitProperties", writer =>
        {
            writer.Write(name);
            writer.Write(true); // runtime only
            Write(writer, properties);
        }),
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<UnitChange> WatchUnitsAsync(string namePrefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = _signals.Watch(namePrefix);
        await _signals.EnsureSubscribedAsync(cancellationToken).ConfigureAwait(false);
        yield return new UnitChange.Resynchronized();
        while (true)
        {
            yield return await watcher.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static BusCall NewCall(string member, Action<MessageWriter> write) => new(Service, ManagerPath, Manager, member) { Write = write };

    private static BusCall NewCall(string member, params string[] arguments) => NewCall(member, writer =>
    {
        foreach (var argument in arguments)
        {
            writer.Write(argument);
        }
    });

    private static void Write(MessageWriter writer, IReadOnlyList<UnitProperty> properties)
    {
        writer.Open('a', "(sv)");
        foreach (var property in properties)
        {
            writer.Open('r', "sv");
            writer.Write(property.Name);
            writer.Open('v', property.Value.Signature);
            property.Value.Write(writer);
            writer.Close();
            writer.Close();
        }

        writer.Close();
    }

    private static IReadOnlyList<ListedUnit> ReadUnits(MessageReader reader)
    {
        List<ListedUnit> units = [];
        reader.Enter('a', "(ssssssouso)");
        while (reader.Enter('r', "ssssssouso"))
        {
            var (name, description) = (reader.ReadString(), reader.ReadString());
            reader.Skip("s"); // load state
            units.Add(new ListedUnit(name, description, reader.ReadString(), reader.ReadString()));
            reader.Skip("souso"); // followed unit, path, job
            reader.Exit();
        }

        reader.Exit();
        return units;
    }

    private async Task<JobResult> RunJobAsync(BusCall call, CancellationToken cancellationToken)
    {
        await _signals.EnsureSubscribedAsync(cancellationToken).ConfigureAwait(false);

        // On the loop's thread, so before the signal of the job's end is read, which may follow at once.
        var job = await bus.CallAsync(call, reader => _signals.Track(reader.ReadString('o')), cancellationToken).ConfigureAwait(false);
        return await job.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryAsync(BusCall call, string[] tolerated, CancellationToken cancellationToken)
    {
        try
        {
            await bus.CallAsync(call, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SystemBusException exception) when (tolerated.Contains(exception.ErrorName))
        {
            return false;
        }
    }
}
