using Domar.TestKit.Guests;

namespace Domar.Bench;

/// <summary>Measures everything, Domar and libvirt by turns.</summary>
internal sealed class Measurements(string domarProgram, string folder, Scope scope)
{
    private const int FirstRunning = 100;
    private const int FirstStopped = 10000;

    private readonly BenchReport _report = new("libvirt");

    /// <summary>All of it; some minutes.</summary>
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        var disk = Path.Combine(folder, "echo.raw");
        TestGuests.WriteEchoDisk(disk);
        _report.Notes.Add((await Programs.OutputAsync("qemu-system-x86_64", ["--version"], cancellationToken)).Split('\n')[0]);
        CommandLineStart();

        var whyNot = LibvirtPeer.WhyNot();
        await using var domar = await DomarPeer.StartAsync(domarProgram, Path.Combine(folder, "d"), cancellationToken);
        await using var libvirt = whyNot is null ? await LibvirtPeer.StartAsync(Path.Combine(folder, "l"), cancellationToken) : null;
        _report.Notes.Add(libvirt is null
            ? $"libvirt is not measured: {whyNot}."
            : $"libvirtd {(await Programs.OutputAsync("virsh", ["--version"], cancellationToken)).Trim()}: no security driver, cgroups, virtlogd or QEMU namespace.");

        await IdleMemoryAsync(domar, libvirt, cancellationToken);
        await StartsAsync(domar, libvirt, disk, cancellationToken);
        await ManyAsync(domar, libvirt, disk, cancellationToken);
        return _report;
    }

    private void CommandLineStart()
    {
        Say("start of the command line");
        var domar = new Samples();
        var nothing = new Samples();
        Programs.TimeToFirstByte(domarProgram, "version");
        for (var i = 0; i < scope.Rounds * 2; i++)
        {
            domar.Add(Programs.TimeToFirstByte(domarProgram, "version"));
            nothing.Add(Programs.TimeToFirstByte("/bin/echo", "x"));
        }

        _report.Add("cli_start_ms", domar);
        _report.Notes.Add($"/bin/echo to its first byte, measured as 'domar version' is: {nothing.Median:0.0} ms.");
        _report.Add(new Figure("cli_start", "domar version, exec to first byte", "ms", domar.Median, AtMost: 15));
    }

    private async Task IdleMemoryAsync(DomarPeer domar, LibvirtPeer? libvirt, CancellationToken cancellationToken)
    {
        Say("idle daemons");
        await domar.TimeListAsync(cancellationToken);
        await (libvirt?.TimeListAsync(cancellationToken) ?? Task.FromResult(TimeSpan.Zero));
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        _report.Add(new Figure("rss_idle", "daemon's memory, idle", "MB", domar.ResidentMB, libvirt?.ResidentMB, AtMost: 40));
    }

    private async Task StartsAsync(DomarPeer domar, LibvirtPeer? libvirt, string disk, CancellationToken cancellationToken)
    {
        Say($"starts, {scope.Rounds} of each");
        await domar.CreateAsync(FirstRunning, disk, cancellationToken);
        var bareDomar = new BareQemu(await domar.CommandLineAsync(FirstRunning, cancellationToken), Path.Combine(folder, "bd"));
        BareQemu? bareLibvirt = null;
        if (libvirt is not null)
        {
            await libvirt.DefineAsync(FirstRunning, disk, cancellationToken);
            bareLibvirt = new BareQemu(await libvirt.CommandLineAsync(FirstRunning, cancellationToken), Path.Combine(folder, "bl"));
        }

        Samples domarStart = new(), domarBare = new(), libvirtStart = new(), libvirtBare = new();
        for (var i = -1; i < scope.Rounds; i++)
        {
            var start = await domar.StartGuestAsync(FirstRunning, cancellationToken);
            await domar.StopGuestAsync(FirstRunning, cancellationToken);
            var bare = await bareDomar.TimeAsync(cancellationToken);
            var (peerStart, peerBare) = (TimeSpan.Zero, TimeSpan.Zero);
            if (libvirt is not null)
            {
                peerStart = await libvirt.StartGuestAsync(FirstRunning, cancellationToken);
                await libvirt.StopGuestAsync(FirstRunning, cancellationToken);
                peerBare = await bareLibvirt!.TimeAsync(cancellationToken);
            }

            // The first round only warms up.
            if (i >= 0)
            {
                domarStart.Add(start);
                domarBare.Add(bare);
                libvirtStart.Add(peerStart);
                libvirtBare.Add(peerBare);
            }
        }

        _report.Add("start_domar_ms", domarStart);
        _report.Add("start_domar_bare_ms", domarBare);
        _report.Add("start_libvirt_ms", libvirtStart);
        _report.Add("start_libvirt_bare_ms", libvirtBare);
        double? Peer(double value) => libvirt is null ? null : value;
        _report.Add(new Figure("start", "VM start, request to running", "ms", domarStart.Median, Peer(libvirtStart.Median)));
        _report.Add(new Figure("start_bare", "  the same QEMU bare, exec to QMP answer", "ms", domarBare.Median, Peer(libvirtBare.Median)));
        _report.Add(new Figure(
            "start_overhead", "  overhead of the start", "ms", domarStart.Median - domarBare.Median, Peer(libvirtStart.Median - libvirtBare.Median), AtMost: 20, RatioAtMost: 1.0 / 8));
    }

    private async Task ManyAsync(DomarPeer domar, LibvirtPeer? libvirt, string disk, CancellationToken cancellationToken)
    {
        Say($"{scope.Guests} running guests of Domar");
        for (var i = 0; i < scope.Guests; i++)
        {
            if (i > 0)
            {
                await domar.CreateAsync(FirstRunning + i, disk, cancellationToken);
            }

            await domar.StartGuestAsync(FirstRunning + i, cancellationToken);
        }

        await SettleAsync(cancellationToken);
        var domarMemory = domar.ResidentMB;
        var domarList = await ListAsync(domar.TimeListAsync, cancellationToken);

        Say($"{scope.Stopped} stopped guests besides");
        for (var i = 0; i < scope.Stopped; i++)
        {
            await domar.CreateAsync(FirstStopped + i, null, cancellationToken);
        }

        await SettleAsync(cancellationToken);
        var longList = await ListAsync(domar.TimeListAsync, cancellationToken);
        var longMemory = domar.ResidentMB;
        for (var i = 0; i < scope.Guests; i++)
        {
            await domar.StopGuestAsync(FirstRunning + i, cancellationToken);
        }

        Samples? libvirtList = null;
        double? libvirtMemory = null;
        if (libvirt is not null)
        {
            Say($"{scope.Guests} running guests of libvirt");
            for (var i = 0; i < scope.Guests; i++)
            {
                if (i > 0)
                {
                    await libvirt.DefineAsync(FirstRunning + i, disk, cancellationToken);
                }

                await libvirt.StartGuestAsync(FirstRunning + i, cancellationToken);
            }

            await SettleAsync(cancellationToken);
            libvirtMemory = libvirt.ResidentMB;
            libvirtList = await ListAsync(libvirt.TimeListAsync, cancellationToken);
            _report.Add("list_libvirt_ms", libvirtList);
        }

        _report.Add("list_domar_ms", domarList);
        _report.Add("list_domar_long_ms", longList);
        _report.Add(new Figure("list", $"list, {scope.Guests} guests running", "ms", domarList.Median, libvirtList?.Median, RatioAtMost: 0.5));
        _report.Add(new Figure("list_long", $"list, {scope.Stopped} stopped and {scope.Guests} running", "ms", longList.Median, AtMost: 100));
        _report.Add(new Figure("rss_many", $"daemon's memory, {scope.Guests} guests running", "MB", domarMemory, libvirtMemory, AtMost: 60));
        _report.Add(new Figure("rss_long", $"  and {scope.Stopped} stopped besides", "MB", longMemory));
    }

    private async Task<Samples> ListAsync(Func<CancellationToken, Task<TimeSpan>> list, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        await list(cancellationToken);
        for (var i = 0; i < scope.Rounds; i++)
        {
            samples.Add(await list(cancellationToken));
        }

        return samples;
    }

    // Guests boot for a moment after their start; what is measured next shall not compete with that.
    private static Task SettleAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);

    private static void Say(string what) => Console.WriteLine($"bench: {what}");
}
