using System.Net.Sockets;
using System.Text;

namespace Domar.Runtime.Tests.Consoles;

/// <summary>QEMU's side of a serial port: listens on a Unix socket and has one client at a time.</summary>
internal sealed class FakeSerialPort : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private Socket? _client;

    public FakeSerialPort(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
    }

    public async Task AcceptAsync(CancellationToken cancellationToken)
    {
        _client?.Dispose();
        _client = await _listener.AcceptAsync(cancellationToken);
    }

    public async Task PrintAsync(string text, CancellationToken cancellationToken) => await PrintAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    public async Task PrintAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _client!.SendAsync(bytes, cancellationToken)..];
        }
    }

    public async Task<string> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var filled = 0; filled < count;)
        {
            var received = await _client!.ReceiveAsync(bytes.AsMemory(filled), cancellationToken);
            Assert.IsGreaterThan(0, received, "the hub closed the connection");
            filled += received;
        }

        return Encoding.ASCII.GetString(bytes);
    }

    public void HangUp()
    {
        _client?.Dispose();
        _client = null;
    }

    public void Dispose()
    {
        HangUp();
        _listener.Dispose();
    }
}
