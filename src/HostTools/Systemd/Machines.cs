namespace Domar.HostTools.Systemd;

/// <summary>systemd-machined over D-Bus.</summary>
/// <param name="bus">The bus; not disposed by this.</param>
public sealed class Machines(SystemBus bus) : IMachines
{
    private const string Service = "org.freedesktop.machine1";
    private const string NoSuchMachine = "org.freedesktop.machine1.NoSuchMachine";

    // The bus knows no such service; or it knows one, whose unit is masked or absent.
    private static readonly HashSet<string> Absent = new(StringComparer.Ordinal)
    {
        "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.systemd1.NoSuchUnit",
        "org.freedesktop.systemd1.UnitMasked",
    };

    /// <inheritdoc/>
    public Task<MachineResult> RegisterAsync(MachineRegistration machine, CancellationToken cancellationToken) => CallAsync(
        NewCall("RegisterMachineWithNetwork", writer =>
        {
            writer.Write(machine.Name);
            writer.Write(machine.Id is { } id ? id.ToByteArray(bigEndian: true) : ReadOnlySpan<byte>.Empty);
            writer.Write("domar");
            writer.Write(machine.IsContainer ? "container" : "vm");
            writer.Write((uint)machine.LeaderPid);
            writer.Write(machine.RootFolder);
            writer.WriteInt32Array([.. machine.NetworkDevices]);
        }),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<MachineResult> UnregisterAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(NewCall("UnregisterMachine", writer => writer.Write(name)), cancellationToken).ConfigureAwait(false);
        }
        catch (SystemBusException exception) when (exception.ErrorName == NoSuchMachine)
        {
            return MachineResult.Done;
        }
    }

    private static BusCall NewCall(string member, Action<MessageWriter> write) =>
        new(Service, "/org/freedesktop/machine1", "org.freedesktop.machine1.Manager", member) { Write = write };

    private async Task<MachineResult> CallAsync(BusCall call, CancellationToken cancellationToken)
    {
        try
        {
            await bus.CallAsync(call, cancellationToken).ConfigureAwait(false);
            return MachineResult.Done;
        }
        catch (SystemBusException exception) when (exception.ErrorName is { } name && Absent.Contains(name))
        {
            return MachineResult.NoRegister;
        }
    }
}
