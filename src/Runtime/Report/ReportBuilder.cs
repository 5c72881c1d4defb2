using System.Globalization;
using System.Text;
using Domar.Core.Api;
using Domar.Runtime.Api;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Storage;
using Domar.Runtime.Store;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Report;

/// <summary>
/// One text with what support would ask for. Secrets are masked, every section is bounded, and a section that cannot be made says why in its place:
/// the report is wanted most when something is broken.
/// </summary>
internal sealed class ReportBuilder(
    NodeIdentity identity,
    INodeStatusSource source,
    IVmService vms,
    IStorageService storages,
    IConfigStore store,
    ITaskRunner tasks,
    RecentLog log,
    TimeProvider time)
{
    private const int MaxSectionLength = 200_000;
    private const int MaxTasks = 50;
    private const int MaxFailedLogs = 5;
    private const int FailedLogLines = 20;

    /// <summary>Makes the report.</summary>
    public async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        var report = new StringBuilder();
        await AddAsync("domar", text => AddVersions(text), cancellationToken);
        await AddAsync("host", text => AddHost(text), cancellationToken);
        await AddAsync("storages", text => AddStoragesAsync(text, cancellationToken), cancellationToken);
        await AddAsync("guests", text => AddGuests(text), cancellationToken);
        await AddAsync("guest configs", text => AddFolder(text, $"nodes/{identity.Node}/qemu-server"), cancellationToken);
        await AddAsync("storage.cfg", text => AddFile(text, "storage.cfg"), cancellationToken);
        await AddAsync("datacenter.cfg", text => AddFile(text, "datacenter.cfg"), cancellationToken);
        await AddAsync("tasks", text => AddTasks(text), cancellationToken);
        await AddAsync("failed tasks", text => AddFailedTasks(text), cancellationToken);
        await AddAsync("log of the daemon", text => AddLines(text, log.Lines), cancellationToken);
        return report.ToString();

        async Task AddAsync(string title, Func<StringBuilder, Task> write, CancellationToken token)
        {
            token.ThrowIfCancellationRequested();
            var section = new StringBuilder();
            try
            {
                await write(section);
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                section.Append("This section could not be made: ").Append(FailureText.Of(e)).Append('\n');
            }

            report.Append("==== ").Append(title).Append(" ====\n");
            if (section.Length > MaxSectionLength)
            {
                var left = section.Length - MaxSectionLength;
                section.Length = MaxSectionLength;
                section.Append(CultureInfo.InvariantCulture, $"\n... {left} characters more\n");
            }

            report.Append(section).Append('\n');
        }
    }

    private Task AddVersions(StringBuilder text)
    {
        var state = source.GetDaemonState();
        text.Append(CultureInfo.InvariantCulture, $"made at: {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC\n");
        text.Append(CultureInfo.InvariantCulture, $"domar: {state.Version} (API of Proxmox VE {ApiVersion.Version})\n");
        text.Append(CultureInfo.InvariantCulture, $"runtime: {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}\n");
        text.Append(CultureInfo.InvariantCulture, $"node: {identity.Node}{(identity.IsStandalone ? ", standalone" : "")}\n");
        text.Append(CultureInfo.InvariantCulture, $"state folder: {identity.StateFolder}\nrun folder: {identity.RunFolder}\n");
        text.Append(CultureInfo.InvariantCulture, $"qemu: {state.QemuVersion ?? "none found"}\n");
        text.Append(CultureInfo.InvariantCulture, $"accelerator: {state.Accelerator ?? "not known yet"}");
        text.Append(state.AcceleratorReason is { } reason ? $" ({reason})\n" : "\n");
        text.Append(CultureInfo.InvariantCulture, $"memory of the daemon: {Environment.WorkingSet >> 20} MiB\n");
        foreach (var problem in state.Problems)
        {
            text.Append("problem: ").Append(problem).Append('\n');
        }

        return Task.CompletedTask;
    }

    private Task AddHost(StringBuilder text)
    {
        var status = source.GetStatus();
        text.Append(CultureInfo.InvariantCulture, $"kernel: {status.KernelName} {status.KernelRelease} {status.KernelVersion} {status.Architecture}\n");
        text.Append(CultureInfo.InvariantCulture, $"cpu: {status.CpuModel}, {status.Sockets} sockets, {status.Cores} cores, {status.Cpus} threads\n");
        text.Append(CultureInfo.InvariantCulture, $"load: {string.Join(' ', status.LoadAverage.Select(load => load.ToString("F2", CultureInfo.InvariantCulture)))}\n");
        text.Append(CultureInfo.InvariantCulture, $"uptime: {TimeSpan.FromSeconds(status.UptimeSeconds):c}\n");
        text.Append(CultureInfo.InvariantCulture, $"memory: {MiB(status.MemoryTotalBytes)} in all, {MiB(status.MemoryAvailableBytes)} available\n");
        text.Append(CultureInfo.InvariantCulture, $"swap: {MiB(status.SwapTotalBytes)} in all, {MiB(status.SwapFreeBytes)} free\n");
        text.Append(CultureInfo.InvariantCulture, $"disk of the state folder: {MiB(status.DiskTotalBytes)} in all, {MiB(status.DiskAvailableBytes)} available\n");
        text.Append(CultureInfo.InvariantCulture, $"boot: {(status.IsEfi ? "UEFI" : "BIOS")}\n");
        return Task.CompletedTask;
    }

    private async Task AddStoragesAsync(StringBuilder text, CancellationToken cancellationToken)
    {
        foreach (var view in await storages.ListAsync(cancellationToken))
        {
            text.Append(CultureInfo.InvariantCulture, $"{view.Id}: {view.Type}, {string.Join(',', view.Content)}{(view.IsEnabled ? "" : ", disabled")}, ");
            text.Append(view.Status is { } status
                ? $"{MiB(status.TotalBytes)} in all, {MiB(status.UsedBytes)} used, {MiB(status.AvailableBytes)} available\n"
                : $"not active: {view.Problem}\n");
        }
    }

    private Task AddGuests(StringBuilder text)
    {
        foreach (var vm in vms.List())
        {
            text.Append(CultureInfo.InvariantCulture, $"{vm.Id} {vm.Name}: {vm.State}, QMP {vm.QmpStatus}, pid {vm.Pid?.ToString(CultureInfo.InvariantCulture) ?? "none"}, ");
            text.Append(CultureInfo.InvariantCulture, $"up {vm.UptimeSeconds} s, {vm.Cpus} CPUs, {MiB(vm.MaxMemoryBytes)}");
            text.Append(vm.Lock is { } held ? $", locked ({held})" : "").Append(vm.Problem is { } problem ? $", problem: {problem}\n" : "\n");
        }

        return Task.CompletedTask;
    }

    private Task AddFolder(StringBuilder text, string folder)
    {
        foreach (var entry in store.ReadFolder(folder))
        {
            text.Append("---- ").Append(entry.Path).Append('\n').Append(SecretMask.Apply(entry.Text)).Append('\n');
            if (text.Length > MaxSectionLength)
            {
                break;
            }
        }

        return Task.CompletedTask;
    }

    private Task AddFile(StringBuilder text, string path)
    {
        text.Append(store.Read(path) is { } entry ? SecretMask.Apply(entry.Text) : "does not exist\n");
        return Task.CompletedTask;
    }

    private Task AddTasks(StringBuilder text)
    {
        foreach (var task in tasks.List(new TaskFilter { Limit = MaxTasks }))
        {
            text.Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(task.Upid.StartTime):yyyy-MM-dd HH:mm:ss} {task.Upid.Type} ");
            text.Append(CultureInfo.InvariantCulture, $"{task.Upid.Id} {task.Upid.User}: {task.ExitStatus ?? "running"}\n");
        }

        return Task.CompletedTask;
    }

    private Task AddFailedTasks(StringBuilder text)
    {
        foreach (var task in tasks.List(new TaskFilter { Limit = MaxFailedLogs, ErrorsOnly = true }))
        {
            text.Append("---- ").Append(task.Upid).Append('\n');
            var total = tasks.ReadLog(task.Upid, 0, 1).Total;
            AddLines(text, tasks.ReadLog(task.Upid, Math.Max(0, total - FailedLogLines), FailedLogLines).Lines);
            text.Append(task.ExitStatus).Append('\n');
        }

        return Task.CompletedTask;
    }

    private static Task AddLines(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append(SecretMask.Apply(line)).Append('\n');
        }

        return Task.CompletedTask;
    }

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}
