using System.Runtime.CompilerServices;

namespace Domar.HostTools.Systemd;

/// <summary>systemd's manager over D-Bus (org.freedesktop.systemd1(5)).</summary>
/// <param name="bus">The bus; not disposed by this.</param>
public sealed class SystemdManager(SystemBus bus) : ISystemd
{
    // dbus-daemon lets a connection of the system bus wait for 128 answers at once (max_replies_per_connection) and refuses more; a unit's state takes
    // twelve. When a host stops, all its guests change at the same time.
    private const int MaxQuestions = 5;

    private static readonly SemaphoreSlim Questions = new(MaxQuestions, MaxQuestions);
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
    /// <remarks>
    /// One question for each property, all sent at once: systemd reads cgroup files and much else to answer for all four hundred (2.5 to 5 ms, measured under load).
    /// They are answered in their order. The states are asked for first: when they say that the unit has ended, what follows is final.
    /// </remarks>
    public async Task<UnitProperties?> GetUnitPropertiesAsync(string name, CancellationToken cancellationToken)
    {
        await Questions.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadUnitPropertiesAsync(name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Questions.Release();
        }
    }

    private async Task<UnitProperties?> ReadUnitPropertiesAsync(string name, CancellationToken cancellationToken)
    {
        const string Unit = "org.freedesktop.systemd1.Unit";
        const string Service1 = "org.freedesktop.systemd1.Service";
        var path = UnitPath.Of(name);
        Task<T> Get<T>(string @interface, string property, string type, Func<MessageReader, T> read) => GetAsync(path, @interface, property, type, read, cancellationToken);

        var load = Get(Unit, "LoadState", "s", Text);
        var active = Get(Unit, "ActiveState", "s", Text);
        var sub = Get(Unit, "SubState", "s", Text);
        var description = Get(Unit, "Description", "s", Text);
        var invocation = Get(Unit, "InvocationID", "ay", static reader => Convert.ToHexStringLower(reader.ReadBytes()));
        var group = Get(Service1, "ControlGroup", "s", Text);
        var result = Get(Service1, "Result", "s", Text);
        var mainPid = Get(Service1, "MainPID", "u", static reader => reader.ReadUInt32());
        var execPid = Get(Service1, "ExecMainPID", "u", static reader => reader.ReadUInt32());
        var code = Get(Service1, "ExecMainCode", "i", static reader => reader.ReadInt32());
        var status = Get(Service1, "ExecMainStatus", "i", static reader => reader.ReadInt32());
        var startedAt = Get(Service1, "ExecMainStartTimestamp", "t", static reader => reader.ReadUInt64());
        await Task.WhenAll(load, active, sub, description, invocation, group, result, mainPid, execPid, code, status, startedAt).ConfigureAwait(false);
        return await load.ConfigureAwait(false) == "not-found" ? null : new UnitProperties
        {
            ActiveState = await active.ConfigureAwait(false),
            SubState = await sub.ConfigureAwait(false),
            Description = await description.ConfigureAwait(false),
            InvocationId = await invocation.ConfigureAwait(false),
            ControlGroup = await group.ConfigureAwait(false),
            Result = await result.ConfigureAwait(false),
            MainPid = (int)await mainPid.ConfigureAwait(false),
            ExecMainPid = (int)await execPid.ConfigureAwait(false),
            ExecMainCode = await code.ConfigureAwait(false),
            ExecMainStatus = await status.ConfigureAwait(false),
            ExecMainStartedAt = await startedAt.ConfigureAwait(false) is > 0 and var time ? DateTimeOffset.UnixEpoch.AddMicroseconds(time) : null,
        };
    }

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

    private static string Text(MessageReader reader) => reader.ReadString();

    private Task<T> GetAsync<T>(string path, string @interface, string property, string type, Func<MessageReader, T> read, CancellationToken cancellationToken) => bus.CallAsync(
        new BusCall(Service, path, "org.freedesktop.DBus.Properties", "Get")
        {
            Write = writer =>
            {
                writer.Write(@interface);
                writer.Write(property);
            },
        },
        reader =>
        {
            reader.Enter('v', type);
            return read(reader);
        },
        cancellationToken);

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
