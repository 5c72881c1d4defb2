using Domar.HostTools.Exec;
using Domar.HostTools.Host;
using Domar.HostTools.Lvm;
using Domar.HostTools.Lxc;
using Domar.HostTools.QemuImg;
using Domar.HostTools.Rootfs;
using Domar.HostTools.Steps;
using Domar.HostTools.Storage;
using Domar.HostTools.Systemd;
using Domar.HostTools.Units;
using Domar.HostTools.Zfs;
using Domar.Runtime.Api;
using Domar.Runtime.Consoles;
using Domar.Runtime.Containers;
using Domar.Runtime.Firmware;
using Domar.Runtime.Guests;
using Domar.Runtime.Report;
using Domar.Runtime.Storage;
using Domar.Runtime.Store;
using Domar.Runtime.Tasks;
using Microsoft.Extensions.Hosting.Systemd;

namespace Domar.Runtime.Daemon;

/// <summary>Composes the daemon and runs it until it is told to stop. Guests run on.</summary>
internal static class DaemonProgram
{
    /// <summary>Runs the daemon; returns the process' exit code.</summary>
    public static async Task<int> RunAsync(DaemonOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var identity = NodeIdentityResolver.Resolve(options);
            using var socket = ApiSocket.Claim(identity.SocketPath, AccountFiles.Host);
            return await RunAsync(identity, options, socket, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiSocketException or StoreException or DaemonStartException or UnitException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"domar: {FailureText.Of(e)}").ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task<int> RunAsync(NodeIdentity identity, DaemonOptions options, ApiSocket socket, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "domar", Args = [] });
        var recent = new RecentLog(TimeProvider.System);
        ConfigureLogging(builder.Logging, recent, options.LogLevel);
        builder.Services.AddSystemd();
        builder.WebHost.ConfigureDomarKestrel(socket);
        AddServices(builder.Services, identity, recent);
        var app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            app.MapDomarApi();
            var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("domar");
            foreach (var registry in app.Services.GetServices<GuestRegistry>())
            {
                await registry.StartAsync(cancellationToken).ConfigureAwait(false);
            }

            app.Services.GetRequiredService<HostFactsProvider>().Begin();
            app.Services.GetRequiredService<StorageService>().Begin();
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            Log.Serving(log, DomarVersion.Text, identity.Node, identity.SocketPath);
            if (app.Services.GetService<SystemdWatchdog>() is { } watchdog)
            {
                await watchdog.StartAsync(app.Lifetime.ApplicationStopping).ConfigureAwait(false);
            }

            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            Log.Stopped(log);
            return 0;
        }
    }

    private static void ConfigureLogging(ILoggingBuilder logging, RecentLog recent, string? level)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        logging.AddProvider(recent);
        logging.SetMinimumLevel(LogLevels.Parse(level));
        logging.AddFilter("Microsoft", LogLevel.Warning);
    }

    private static void AddServices(IServiceCollection services, NodeIdentity identity, RecentLog recent)
    {
        services.AddSingleton(identity);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(recent);
        services.AddSingleton(new GuestTimings());
        services.AddSingleton<IToolRunner, ToolRunner>();
        services.AddSingleton<IHostInfo>(_ => new HostInfo());
        services.AddSingleton<IQemuImg, QemuImg>();
        services.AddSingleton<IUnitManager>(_ => new DirectUnitManager(identity.StateFolder));
        services.AddSingleton(provider => StoreHost.Open(
            Path.Combine(identity.StateFolder, "config"), provider.GetRequiredService<ILogger<StoreHost>>(), TimeProvider.System));
        services.AddSingleton(provider => provider.GetRequiredService<StoreHost>().Store);
        services.AddSingleton<ITaskRunner>(provider =>
        {
            // The store's lock on the state folder comes first: two daemons must not share the tasks either.
            _ = provider.GetRequiredService<StoreHost>();
            return new TaskRunner(
                identity.Node, Path.Combine(identity.StateFolder, "tasks"), provider.GetRequiredService<ILogger<TaskRunner>>(), TimeProvider.System);
        });
        services.AddSingleton<ILvmVolumes, LvmVolumes>();
        services.AddSingleton<IZfs>(provider => new Zfs(provider.GetRequiredService<IToolRunner>()));
        services.AddSingleton<IDeviceNodes, UdevDeviceNodes>();
        services.AddSingleton<IStorageDriverFactory, StorageDriverFactory>();
        services.AddSingleton<StorageService>();
        services.AddSingleton<IStorageService>(provider => provider.GetRequiredService<StorageService>());
        services.AddSingleton<HostFactsProvider>();
        services.AddSingleton<IHostFactsProvider>(provider => provider.GetRequiredService<HostFactsProvider>());
        services.AddSingleton<INodeStatusSource, NodeStatusSource>();
        services.AddSingleton<VmRegistry>();
        services.AddSingleton<GuestRegistry>(provider => provider.GetRequiredService<VmRegistry>());
        services.AddSingleton<VmLauncher>();
        services.AddSingleton<VmDisks>();
        services.AddSingleton<VmPower>();
        services.AddSingleton<VmCreator>();
        services.AddSingleton<VmHotplug>();
        services.AddSingleton<VmConfigurator>();
        services.AddSingleton<VmDestroyer>();
        services.AddSingleton<VmStatusReader>();
        services.AddSingleton<IVmService, VmService>();
        AddContainers(services, identity);
        services.AddSingleton<NodeGuests>();
        services.AddSingleton<GuestSecurity>();
        services.AddSingleton<IStreamEndpoint, StreamEndpoint>();
        services.AddSingleton<IFirmwareService>(_ => new FirmwareClient(FirmwareHost.Installed, FirmwareClient.SocketPath));
        services.AddDomarApi();
        AddWatchdog(services, identity);
    }

    private static void AddContainers(IServiceCollection services, NodeIdentity identity)
    {
        if (identity.HasSystemd)
        {
            services.AddSingleton(_ => new SystemBus());
            services.AddSingleton<ISystemd, SystemdManager>();
            services.AddSingleton<IUnitJournal>(_ => new UnitJournal());
            services.AddSingleton(provider => new SystemdUnitManager(provider.GetRequiredService<ISystemd>(), provider.GetRequiredService<IUnitJournal>()));
            services.AddSingleton(provider => new ContainerUnits(provider.GetRequiredService<SystemdUnitManager>()));
            services.AddSingleton(provider => new OutsideRunner(new SystemdToolRunner(provider.GetRequiredService<ISystemd>())));
        }
        else
        {
            // Nothing of containers can be started here; their configs are shown all the same.
            services.AddSingleton(provider => new ContainerUnits(provider.GetRequiredService<IUnitManager>()));
            services.AddSingleton(provider => new OutsideRunner(provider.GetRequiredService<IToolRunner>()));
        }

        services.AddSingleton<ContainerPlaces>();
        services.AddSingleton<ContainerRegistry>();
        services.AddSingleton<GuestRegistry>(provider => provider.GetRequiredService<ContainerRegistry>());
        services.AddSingleton(_ => new LxcHostProbe());
        services.AddSingleton<IStepExecutor>(provider => new StepExecutor(provider.GetRequiredService<IToolRunner>()));
        services.AddSingleton<IRootfs>(provider => new Rootfs(provider.GetRequiredService<OutsideRunner>().Runner, Environment.ProcessPath!));
        services.AddSingleton<ContainerRootfs>();
        services.AddSingleton<ContainerVolumes>();
        services.AddSingleton<ContainerTools>();
        services.AddSingleton<ContainerLauncher>();
        services.AddSingleton<ContainerPower>();
        services.AddSingleton<ContainerCreator>();
        services.AddSingleton<ContainerConfigurator>();
        services.AddSingleton<ContainerDestroyer>();
        services.AddSingleton<ContainerStatusReader>();
        services.AddSingleton<IContainerService, ContainerService>();
    }

    private static void AddWatchdog(IServiceCollection services, NodeIdentity identity)
    {
        var interval = SystemdWatchdog.IntervalOf(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        if (interval is { } time)
        {
            // Not a hosted service of the web server's: those start before it listens.
            services.AddSingleton(provider => new SystemdWatchdog(
                new SystemdNotifier(), token => ApiProbe.AskAsync(identity.SocketPath, token), time, TimeProvider.System,
                provider.GetRequiredService<ILogger<SystemdWatchdog>>()));
        }
    }
}
