using Domar.Core.Api;
using Domar.Runtime.Daemon;
using Domar.Runtime.Report;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Domar.Runtime.Api;

/// <summary>Puts the API together: services, the Unix socket, the pipeline.</summary>
internal static class ApiServer
{
    /// <summary>Largest body of a request; a VM's whole config is a few KB.</summary>
    public const int MaxBodyBytes = 1 << 20;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds the API. Needs NodeIdentity, IVmService, ITaskRunner, IStorageService, IConfigStore, INodeStatusSource and IFirmwareService; IStreamEndpoint where
    /// streams are served. A RecentLog that is to fill must be among the logging providers.
    /// </summary>
    public static void AddDomarApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(AccountFiles.Host);
        services.AddSingleton<PeerCredentials>();
        services.TryAddSingleton<RecentLog>();
        services.AddSingleton<ReportBuilder>();
        services.AddSingleton(_ => new ApiRouter(ApiMethods.All));
        services.AddSingleton<VmHandlers>();
        services.AddSingleton<ContainerHandlers>();
        services.AddSingleton<GuestConfigHandlers>();
        services.AddSingleton<GuestSecurityHandlers>();
        services.AddSingleton<TaskHandlers>();
        services.AddSingleton<StorageHandlers>();
        services.AddSingleton<StorageConfigHandlers>();
        services.AddSingleton<NodeHandlers>();
        services.AddSingleton<FirmwareHandlers>();
        services.AddSingleton<ClusterHandlers>();
        services.AddSingleton(provider =>
        {
            var table = new ApiHandlerTable();
            IndexHandlers.Register(table, provider.GetRequiredService<ApiRouter>());
            provider.GetRequiredService<VmHandlers>().Register(table);
            provider.GetRequiredService<ContainerHandlers>().Register(table);
            provider.GetRequiredService<GuestConfigHandlers>().Register(table);
            provider.GetRequiredService<GuestSecurityHandlers>().Register(table);
            provider.GetRequiredService<TaskHandlers>().Register(table);
            provider.GetRequiredService<StorageHandlers>().Register(table);
            provider.GetRequiredService<StorageConfigHandlers>().Register(table);
            provider.GetRequiredService<NodeHandlers>().Register(table);
            provider.GetRequiredService<FirmwareHandlers>().Register(table);
            provider.GetRequiredService<ClusterHandlers>().Register(table);
            return table;
        });
        services.AddSingleton(provider => new ApiDispatcher(
            provider.GetRequiredService<ApiRouter>(),
            provider.GetRequiredService<ApiHandlerTable>(),
            provider.GetRequiredService<NodeIdentity>(),
            provider.GetRequiredService<ILogger<ApiDispatcher>>(),
            provider.GetService<IStreamEndpoint>()));
    }

    /// <summary>Sends every request to the API. Nothing of ASP.NET's routing is needed.</summary>
    public static void MapDomarApi(this IApplicationBuilder app)
    {
        var dispatcher = app.ApplicationServices.GetRequiredService<ApiDispatcher>();
        app.Run(dispatcher.HandleAsync);
    }

    /// <summary>Listens on the claimed socket only: HTTP/1.1 (the reason phrase carries messages), every connection's user asked of the kernel.</summary>
    /// <param name="builder">The host that is being made.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="headersTimeout">How long a client may take for its request's headers; null for 10 s.</param>
    public static void ConfigureDomarKestrel(this IWebHostBuilder builder, ApiSocket socket, TimeSpan? headersTimeout = null)
    {
        builder.ConfigureServices(services => services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = socket.Bind));
        builder.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxBodyBytes;
            options.Limits.MaxRequestLineSize = 64 << 10;
            options.Limits.RequestHeadersTimeout = headersTimeout ?? HeadersTimeout;
            options.ListenUnixSocket(socket.Path, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                var credentials = listen.ApplicationServices.GetRequiredService<PeerCredentials>();
                var logger = listen.ApplicationServices.GetRequiredService<ILogger<ApiDispatcher>>();
                listen.Use(next => IdentifyPeer(next, credentials, logger));
            });
        });
    }

    private static ConnectionDelegate IdentifyPeer(ConnectionDelegate next, PeerCredentials credentials, ILogger logger) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
        {
            var peer = credentials.Identify(feature.Socket);
            connection.Features.Set(peer);
            if (!peer.IsAllowed)
            {
                // It is told so with its first request: a closed connection would leave people guessing.
                Log.PeerRefused(logger, peer.UserName, peer.ProcessId);
            }
        }

        return next(connection);
    };
}
