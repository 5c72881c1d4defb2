using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Domar.Core.Qemu;
using Domar.HostTools.Exec;
using Domar.HostTools.Kvm;

namespace Domar.Bench.Image;

/// <summary>Measures the image: its sizes, its build, and its start beside that of a plain Debian with the same kernel, by turns.</summary>
/// <param name="options">What to measure.</param>
/// <param name="domarProgram">The host's domar, which tests KVM.</param>
/// <param name="scratch">For builds and consoles' texts; on the disk.</param>
internal sealed partial class ImageMeasurements(ImageOptions options, string domarProgram, string scratch)
{
    private const string Consoles = "console=tty0 console=ttyS0,115200";
    private const string KernelRuns = "Linux version";
    private const string SystemdRuns = "Welcome to ";
    private const string ApiReady = "API ready"; // no text on the console: systemd stays silent there once a login has been started
    private const string Login = "login:";
    private const string Prompt = "root@domar:~# ";

    private readonly BenchReport _report = new("debian");

    /// <summary>What systemd says of one of our starts, for out/bench-image.txt.</summary>
    public string StartAnalysis { get; private set; } = "";

    /// <summary>All of it: a quarter of an hour under emulation.</summary>
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        Sizes();
        if (options.Builds)
        {
            await BuildsAsync(cancellationToken);
        }

        await BootsAsync(cancellationToken);
        return _report;
    }

    private static double MB(string file) => new FileInfo(file).Length / 1e6;

    private static double Seconds(Samples samples) => samples.Median / 1000;

    private static void Say(string what) => Console.WriteLine($"bench: {what}");

    private void Sizes()
    {
        var tree = RootTree().Match(File.ReadAllText(options.Sizes));
        if (!tree.Success)
        {
            throw new InvalidOperationException($"{options.Sizes} has no line 'root tree': is it from 'domar-image sizes'?");
        }

        _report.Add(new Figure("iso", "ISO", "MB", MB(options.Iso), AtMost: 300));
        _report.Add(new Figure("root_tree", "root, unpacked", "MB", double.Parse(tree.Groups[1].Value, CultureInfo.InvariantCulture), AtMost: 700));
        _report.Add(new Figure("root_image", "root image, with its hash tree", "MB", MB(Path.Combine(options.Built, "root.img"))));
        _report.Add(new Figure("initrd", "initramfs", "MB", MB(Path.Combine(options.Built, "initrd")), MB(Path.Combine(options.Peer, "initrd"))));
    }

    private async Task BuildsAsync(CancellationToken cancellationToken)
    {
        Say("build of the ISO, caches warm");
        var warm = await BuildAsync(Path.Combine(scratch, "warm"), cache: null, cancellationToken);
        _report.Add(new Figure("build_warm", "image/build, only domar changed", "s", warm.TotalSeconds, AtMost: 6 * 60));
        if (options.Cold == 0)
        {
            return;
        }

        var cache = Path.Combine(scratch, "cache");
        var fetched = options.Cold == 1;
        Say($"build of the ISO from nothing, {(fetched ? "packages fetched already" : "fetching the packages")}");
        Remove(cache);
        Directory.CreateDirectory(Path.Combine(cache, "domar"));
        if (fetched)
        {
            Directory.CreateSymbolicLink(Path.Combine(cache, "domar", "debs"), Path.Combine(UsersCache(), "domar", "debs"));
        }

        var cold = await BuildAsync(Path.Combine(scratch, "cold"), cache, cancellationToken);
        Remove(cache);
        _report.Notes.Add($"The build from nothing {(fetched ? "had its packages fetched already" : "fetched its packages")}.");
        _report.Add(new Figure("build_cold", "image/build, from nothing", "s", cold.TotalSeconds, AtMost: 25 * 60));
    }

    private static string UsersCache() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/root", ".cache");

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<TimeSpan> BuildAsync(string output, string? cache, CancellationToken cancellationToken)
    {
        Remove(output);
        var start = Programs.Piped("image/build", ["--output", output]);
        if (cache is not null)
        {
            start.Environment["XDG_CACHE_HOME"] = cache;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? watch.Elapsed : throw new InvalidOperationException($"image/build failed: {await errors}");
        }
        finally
        {
            // Interrupted: its own trap removes its work folder.
            await Programs.EndAsync(process);
            Remove(output);
        }
    }

    private async Task BootsAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(scratch);
        var accelerator = await KvmProbe.ProbeAsync(new ToolRunner(), domarProgram, cancellationToken);
        _report.Notes.Add((await Programs.OutputAsync("qemu-system-x86_64", ["--version"], cancellationToken)).Split('\n')[0]);
        _report.Notes.Add(accelerator.Reason);
        _report.Notes.Add("Starts: -kernel and -initrd, q35, 2 processors, 2048 MiB, virtio disk and network; the time begins with the kernel's first line on ttyS0.");

        // As the boot menu starts it, but with the words that the peer says too.
        var line = string.Join(' ', (await File.ReadAllTextAsync("image/grub/cmdline", cancellationToken)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word != "quiet"));
        var domar = new BootSpec(Path.Combine(options.Built, "vmlinuz"), Path.Combine(options.Built, "initrd"), line, options.Iso);
        var debian = new BootSpec(Path.Combine(options.Peer, "vmlinuz"), Path.Combine(options.Peer, "initrd"), $"root=LABEL=debian ro {Consoles}", Path.Combine(options.Peer, "debian.img"));
        _report.Notes.Add($"Debian: {(await File.ReadAllLinesAsync(Path.Combine(options.Peer, "packages.txt"), cancellationToken)).Length} packages, made by bench/debian-peer.");

        var names = new (string Id, string Title)[]
        {
            (ApiReady, "kernel start to API ready / login prompt"), (SystemdRuns, "  to systemd's first line"), (Login, "  to the login on the serial line"),
        };
        var ours = names.ToDictionary(name => name.Id, _ => new Samples());
        var theirs = names.ToDictionary(name => name.Id, _ => new Samples());
        var cd = new Samples();
        for (var i = 0; i < options.Boots; i++)
        {
            Say($"start {i + 1} of {options.Boots}: Debian, Domar, Domar from a CD");
            var peer = await BootAsync("debian", debian, accelerator.Accelerator, [SystemdRuns, Login], cancellationToken);
            var own = await BootAsync("domar", domar, accelerator.Accelerator, [SystemdRuns, Login, Prompt], cancellationToken);
            var slow = await BootAsync("domar-cd", domar with { AsCd = true }, accelerator.Accelerator, [Prompt], cancellationToken);
            foreach (var (id, _) in names)
            {
                ours[id].Add(own[id]);
                theirs[id].Add(peer[id == ApiReady ? Login : id]);
            }

            cd.Add(slow[ApiReady]);
            Say($"  Debian {peer[Login].TotalSeconds:0.0} s, Domar {own[ApiReady].TotalSeconds:0.0} s, from a CD {slow[ApiReady].TotalSeconds:0.0} s");
        }

        foreach (var (id, title) in names)
        {
            _report.Add(new Figure(Key(id), title, "s", Seconds(ours[id]), Seconds(theirs[id]), RatioAtMost: id == ApiReady ? 1.25 : null));
            _report.Add($"{Key(id)}_domar_ms", ours[id]);
            _report.Add($"{Key(id)}_debian_ms", theirs[id]);
        }

        _report.Add(new Figure("boot_cd", "the same to API ready, from a CD", "s", Seconds(cd)));
        _report.Add("boot_cd_ms", cd);

        static string Key(string id) => id switch { ApiReady => "boot", SystemdRuns => "boot_systemd", _ => "boot_login" };
    }

    /// <summary>Starts one, until each text has come. Emulated kernels crash now and then: then once more, and a note.</summary>
    /// <returns>When each came, from the kernel's first line; ours with <see cref="ApiReady"/>.</returns>
    private async Task<IReadOnlyDictionary<string, TimeSpan>> BootAsync(string name, BootSpec spec, Accelerator accelerator, string[] texts, CancellationToken cancellationToken)
    {
        for (var retries = 2; ; retries--)
        {
            await using var machine = BootedMachine.Start(spec, accelerator);
            try
            {
                var times = await machine.WaitForAsync([KernelRuns, .. texts], cancellationToken);
                var spans = texts.ToDictionary(text => text, text => Stopwatch.GetElapsedTime(times[KernelRuns], times[text]));
                if (texts.Contains(Prompt))
                {
                    spans[ApiReady] = Stopwatch.GetElapsedTime(times[KernelRuns], machine.TimeAt(await LookInsideAsync(machine, analyse: !spec.AsCd, cancellationToken)));
                }

                return spans;
            }
            catch (StartFailedException) when (retries > 0)
            {
                _report.Notes.Add($"A start of {name} was repeated: its kernel crashed (out/bench-image/{name}-crash.log).");
                await File.WriteAllTextAsync(Path.Combine(scratch, $"{name}-crash.log"), machine.Text, cancellationToken);
            }
            finally
            {
                await File.WriteAllTextAsync(Path.Combine(scratch, $"{name}.log"), machine.Text, CancellationToken.None);
            }
        }
    }

    /// <summary>Checks that the API answers, and asks systemd for the rest.</summary>
    /// <returns>When the daemon said that it listens (its unit is Type=notify), on the guest's monotonic clock.</returns>
    private async Task<TimeSpan> LookInsideAsync(BootedMachine machine, bool analyse, CancellationToken cancellationToken)
    {
        await machine.TakeShellAsync(cancellationToken);
        await machine.RunAsync("systemctl is-system-running --wait", cancellationToken);
        var (exitCode, output) = await machine.RunAsync("domar status", cancellationToken);
        var entered = (await machine.RunAsync("systemctl show domar.service --value --property ActiveEnterTimestampMonotonic", cancellationToken)).Output.Trim();
        if (exitCode != 0 || !long.TryParse(entered, out var microseconds) || microseconds == 0)
        {
            throw new InvalidOperationException($"'domar status' ended with {exitCode} after the start: {output} (active since '{entered}')");
        }

        if (analyse)
        {
            var text = new StringBuilder();
            foreach (var command in (string[])[
                "systemd-analyze", "systemd-analyze critical-chain domar.service --no-pager", "systemd-analyze blame --no-pager | head -n 20", "systemctl --failed --no-pager"])
            {
                text.Append($"$ {command}\n{(await machine.RunAsync(command, cancellationToken)).Output}\n\n");
            }

            StartAnalysis = text.ToString();
        }

        return TimeSpan.FromMicroseconds(microseconds);
    }

    [GeneratedRegex(@"^ *([0-9.]+)  root tree", RegexOptions.Multiline)]
    private static partial Regex RootTree();
}
