using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Systemd;

/// <summary>systemd-logind over D-Bus.</summary>
/// <param name="bus">The bus; not disposed by this.</param>
public sealed class Login(SystemBus bus) : ILogin
{
    private const string Service = "org.freedesktop.login1";
    private const string Path = "/org/freedesktop/login1";
    private const string Manager = "org.freedesktop.login1.Manager";

    /// <inheritdoc/>
    public Task<SafeFileHandle> DelayShutdownAsync(string who, string why, CancellationToken cancellationToken) => bus.CallAsync(
        NewCall("Inhibit", writer =>
        {
            writer.Write("shutdown");
            writer.Write(who);
            writer.Write(why);
            writer.Write("delay");
        }),
        static reader => reader.ReadDescriptor(),
        cancellationToken);

    /// <inheritdoc/>
    public Task PowerOffAsync(CancellationToken cancellationToken) => bus.CallAsync(NewCall("PowerOff", NotInteractive), cancellationToken);

    /// <inheritdoc/>
    public Task RebootAsync(CancellationToken cancellationToken) => bus.CallAsync(NewCall("Reboot", NotInteractive), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<bool> WatchShutdownAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signals = Channel.CreateUnbounded<bool>();
        var subscription = new BusSubscription($"type='signal',sender='{Service}',interface='{Manager}',member='PrepareForShutdown'", reader =>
        {
            if (reader.Is("org.freedesktop.login1.Manager"u8, "PrepareForShutdown"u8))
            {
                signals.Writer.TryWrite(reader.ReadBoolean());
            }
        });
        bus.Subscribe(subscription);
        try
        {
            await foreach (var begins in signals.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return begins;
            }
        }
        finally
        {
            bus.Unsubscribe(subscription);
        }
    }

    // Nobody may be asked for a password: whoever may ask us has been checked by us.
    private static void NotInteractive(MessageWriter writer) => writer.Write(false);

    private static BusCall NewCall(string member, Action<MessageWriter> write) => new(Service, Path, Manager, member) { Write = write };
}
