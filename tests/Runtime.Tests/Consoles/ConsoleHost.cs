using Domar.Runtime.Consoles;
using Domar.Runtime.Guests;
using Domar.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Consoles;

/// <summary>A real web server on a Unix socket with the stream endpoint, a hub and a fake serial port of VM 100.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly WebApplication _app;

    private ConsoleHost()
    {
        Port = new FakeSerialPort(_folder["serial0"]);
        Hub = SerialConsoleHub.Start(_folder["serial0"], NullLogger.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.ListenUnixSocket(SocketPath));
        _app = builder.Build();
        var endpoint = new StreamEndpoint(
            new FakeVms((id, port) => id.Value == 100 && port is null or "serial0"
                ? Hub.OpenViewer()
                : throw new RequestRefusedException(RefusalReason.NotFound, $"VM {id} has no {port ?? "serial port"}.")),
            NullLogger<StreamEndpoint>.Instance);
        _app.Run(endpoint.HandleAsync);
    }

    public FakeSerialPort Port { get; }

    public SerialConsoleHub Hub { get; }

    public string SocketPath => _folder["api.sock"];

    public static async Task<ConsoleHost> StartAsync(CancellationToken cancellationToken)
    {
        var host = new ConsoleHost();
        await host._app.StartAsync(cancellationToken);
        await host.Port.AcceptAsync(cancellationToken);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        Port.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
