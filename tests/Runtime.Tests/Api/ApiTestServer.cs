using System.Net.Sockets;
using System.Text.Json;
using Domar.HostTools.Exec;
using Domar.Runtime.Api;
using Domar.Runtime.Containers;
using Domar.Runtime.Daemon;
using Domar.Runtime.Firmware;
using Domar.Runtime.Guests;
using Domar.Runtime.Report;
using Domar.Runtime.Storage;
using Domar.Runtime.Store;
using Domar.Runtime.Tasks;
using Domar.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Tests.Api;

/// <summary>The API with fake services behind it, on a real Unix socket, as the daemon composes it.</summary>
internal sealed class ApiTestServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly WebApplication _app;
    private readonly ApiSocket _socket;

    private ApiTestServer(AccountFiles accounts, IStreamEndpoint? streams, TimeSpan? headersTimeout)
    {
        Vms = new FakeVmService(Tasks);
        Containers = new FakeContainerService(Tasks);
        SocketPath = _folder["api.sock"];
        _socket = ApiSocket.Claim(SocketPath, accounts);
        var builder = WebApplication.CreateSlimBuilder();
        var recent = new RecentLog(TimeProvider.System);
        builder.Logging.ClearProviders().AddProvider(recent);
        builder.Services.AddSingleton(recent);
        builder.WebHost.ConfigureDomarKestrel(_socket, headersTimeout);
        builder.Services.AddSingleton(accounts);
        builder.Services.AddSingleton(new NodeIdentity("testnode", _folder.Path, _folder.Path, SocketPath, true));
        builder.Services.AddSingleton<IVmService>(Vms);
        builder.Services.AddSingleton<IContainerService>(Containers);
        builder.Services.AddSingleton<ITaskRunner>(Tasks);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IToolRunner, ToolRunner>();
        builder.Services.AddSingleton<NodeGuests>();
        builder.Services.AddSingleton<GuestSecurity>();
        builder.Services.AddSingleton<IStorageService>(Storages);
        builder.Services.AddSingleton<IConfigStore>(Store);
        builder.Services.AddSingleton<INodeStatusSource, FakeNodeStatusSource>();
        builder.Services.AddSingleton<IFirmwareService>(Firmware);
        if (streams is not null)
        {
            builder.Services.AddSingleton(streams);
        }

        builder.Services.AddDomarApi();
        _app = builder.Build();
        _app.MapDomarApi();
        Client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, token) => await ConnectAsync(token) })
        {
            BaseAddress = new Uri("http://localhost/api2/json/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public FakeTaskRunner Tasks { get; } = new();

    public FakeVmService Vms { get; }

    public FakeContainerService Containers { get; }

    public FakeStorageService Storages { get; } = new();

    public FakeFirmwareService Firmware { get; } = new();

    public FakeConfigStore Store { get; } = new();

    public string SocketPath { get; }

    public string FolderPath => _folder.Path;

    public HttpClient Client { get; }

    public ApiHandlerTable Handlers => _app.Services.GetRequiredService<ApiHandlerTable>();

    public IReadOnlyList<string> LogLines => _app.Services.GetRequiredService<RecentLog>().Lines;

    public static async Task<ApiTestServer> StartAsync(
        AccountFiles? accounts = null, IStreamEndpoint? streams = null, TimeSpan? headersTimeout = null)
    {
        var server = new ApiTestServer(accounts ?? AccountFiles.Host, streams, headersTimeout);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>A connection of its own.</summary>
    public async Task<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Calls and reads the whole answer.</summary>
    public async Task<ApiAnswer> CallAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonDocument.Parse(body).RootElement : default;
        return new ApiAnswer((int)response.StatusCode, response.ReasonPhrase ?? "", json, body);
    }

    public Task<ApiAnswer> GetAsync(string path) => CallAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, params (string Name, string Value)[] form) =>
        CallAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _socket.Dispose();
        _folder.Dispose();
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record ApiAnswer(int Status, string Reason, JsonElement Json, string Body)
{
    public JsonElement Data => Json.GetProperty("data");

    public string Message => Json.GetProperty("message").GetString()!;

    public string? Error(string parameter) => Json.GetProperty("errors").GetProperty(parameter).GetString();
}
