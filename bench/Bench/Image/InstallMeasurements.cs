using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Domar.HostTools.Exec;
using Domar.HostTools.Kvm;

namespace Domar.Bench.Image;

/// <summary>
/// Measures installing: in one start of the medium, by turns, <c>domar-install run</c> and dd writing the same bytes onto the same virtual disks; and
/// <c>domar-install plan</c> for eight disks, here.
/// </summary>
/// <param name="options">What to measure.</param>
/// <param name="domarProgram">The host's domar, which tests KVM.</param>
/// <param name="installProgram">The host's domar-install.</param>
/// <param name="scratch">For the disks and the consoles' texts; on the disk.</param>
internal sealed class InstallMeasurements(InstallOptions options, string domarProgram, string installProgram, string scratch)
{
    private const string Prompt = "root@domar:~# ";
    private const string Medium = "/run/domar-bench/medium";
    private const long DiskBytes = 16L << 30;
    private const int PlannedDisks = 8;

    private static readonly (string Id, string Title, int Disks, string Setup)[] Layouts =
    [
        ("lvm", "install: one disk, LVM-thin", 1, "filesystem = \"ext4\""),
        ("zfs", "install: two disks, ZFS RAID1", 2, "filesystem = \"zfs\"\nzfs.raid = \"raid1\""),
    ];

    private readonly BenchReport _report = new("dd");

    /// <summary>All of it: ten minutes under emulation.</summary>
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(scratch);
        await PlanAsync(cancellationToken);
        var accelerator = await KvmProbe.ProbeAsync(new ToolRunner(), domarProgram, cancellationToken);
        _report.Notes.Add((await Programs.OutputAsync("qemu-system-x86_64", ["--version"], cancellationToken)).Split('\n')[0]);
        _report.Notes.Add(accelerator.Reason);
        _report.Notes.Add("Installs: confirmation to the end of all steps, the log closed and the disks flushed; dd: bs=4M oflag=direct conv=fsync, the root image and the files of both slots of every disk, one after the other.");
        var line = string.Join(' ', (await File.ReadAllTextAsync("image/grub/cmdline", cancellationToken)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var (id, title, disks, setup) in Layouts)
        {
            var targets = Enumerable.Range(0, disks).Select(i => Path.Combine(scratch, $"target{i}.raw")).ToList();
            try
            {
                foreach (var target in targets)
                {
                    await using var file = new FileStream(target, FileMode.Create);
                    file.SetLength(DiskBytes);
                }

                var spec = new BootSpec(Path.Combine(options.Built, "vmlinuz"), Path.Combine(options.Built, "initrd"), line, options.Iso) { Targets = targets };
                await using var machine = BootedMachine.Start(spec, accelerator.Accelerator);
                try
                {
                    await machine.WaitForAsync([Prompt], cancellationToken);
                    await MeasureAsync(machine, id, title, disks, setup, cancellationToken);
                }
                finally
                {
                    await File.WriteAllTextAsync(Path.Combine(scratch, $"install-{id}.log"), machine.Text, CancellationToken.None);
                }
            }
            finally
            {
                targets.ForEach(File.Delete);
            }
        }

        return _report;
    }

    private async Task MeasureAsync(BootedMachine machine, string id, string title, int disks, string setup, CancellationToken cancellationToken)
    {
        await machine.TakeShellAsync(cancellationToken);
        await MustAsync($"systemctl is-system-running --wait; mkdir -p {Medium}; mount -o ro /dev/vda {Medium}; ls /dev/disk/by-id");
        var list = string.Join(", ", Enumerable.Range(0, disks).Select(static i => $"\"/dev/disk/by-id/virtio-target{i}\""));
        var answer = Answer("root-password = \"bench-password\"", $"{setup}\ndisk-list = [{list}]");
        await MustAsync($"cat >/run/answer.toml <<'END'\n{answer}\nEND\ntrue");
        var (ours, theirs) = (new Samples(), new Samples());
        for (var i = 0; i < options.Rounds; i++)
        {
            var install = await TimeAsync($"rm -f /run/domar-install/done; domar-install run /run/answer.toml --medium {Medium} --yes >/run/install.out 2>&1");
            await MustAsync("cat /run/domar-install/log"); // what each step took: kept with the console's text
            var copy = await TimeAsync(Copies(disks));
            Console.WriteLine($"bench: {title}, round {i + 1} of {options.Rounds}: domar {install.TotalSeconds:0.0} s, dd {copy.TotalSeconds:0.0} s");
            ours.Add(install);
            theirs.Add(copy);
        }

        _report.Add(new Figure($"install_{id}", title, "s", ours.Median / 1000, theirs.Median / 1000, RatioAtMost: 1.5));
        _report.Add($"install_{id}_domar_ms", ours);
        _report.Add($"install_{id}_dd_ms", theirs);

        async Task<TimeSpan> TimeAsync(string command)
        {
            // The guest's own clock, as the line is slow.
            var output = await MustAsync($"begin=$(date +%s%N); {command}; code=$?; end=$(date +%s%N); echo took $((end - begin)); [ $code = 0 ] || {{ cat /run/install.out; tail -n 40 /run/domar-install/log; false; }}");
            var nanoseconds = long.Parse(output[(output.IndexOf("took ", StringComparison.Ordinal) + 5)..].Split('\n')[0], CultureInfo.InvariantCulture);
            return TimeSpan.FromMilliseconds(nanoseconds / 1e6);
        }

        async Task<string> MustAsync(string command)
        {
            var (code, output) = await machine.RunAsync(command, cancellationToken);
            return code == 0 ? output : throw new InvalidOperationException($"'{command}' ended with {code} in the machine: {output}");
        }
    }

    private static string Answer(string password, string disks) =>
        $"""
        [global]
        keyboard = "en-us"
        country = "at"
        fqdn = "bench.example.com"
        mailto = "root@example.com"
        timezone = "Europe/Vienna"
        {password}
        [network]
        source = "from-answer"
        cidr = "192.0.2.10/24"
        gateway = "192.0.2.1"
        dns = "192.0.2.53"
        filter.ID_NET_NAME = "*"
        [disk-setup]
        {disks}
        """;

    // Onto other places of the same disks, which are not partitions then: what is written is equal, what is kept need not be.
    private static string Copies(int disks)
    {
        var commands = new List<string>();
        for (var disk = 0; disk < disks; disk++)
        {
            foreach (var (file, megabytes) in (ReadOnlySpan<(string, int)>)[
                ("domar/root.img", 1000), ("domar/root.img", 2000), ("boot/vmlinuz", 3000), ("boot/initrd", 3100), ("boot/vmlinuz", 3200), ("boot/initrd", 3300)])
            {
                commands.Add($"dd if={Medium}/{file} of=/dev/disk/by-id/virtio-target{disk} bs=4M oflag=direct conv=fsync,nocreat seek={megabytes} status=none");
            }
        }

        return string.Join(" && ", commands);
    }

    private async Task PlanAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(scratch, "inventory");
        Directory.CreateDirectory(folder);
        var (info, udev) = Inventory();
        await File.WriteAllTextAsync(Path.Combine(folder, "run-env-info.json"), info.ToJsonString(), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "run-env-udev.json"), udev.ToJsonString(), cancellationToken);
        var answer = Path.Combine(folder, "answer.toml");
        await File.WriteAllTextAsync(
            answer,
            Answer(
                "root-password-hashed = \"$y$j9T$343s9MNhV4xZhW1Be6J6H1$rIxofnXWmp0FQGGIPO3BRwb1jK4ZXWaxT7OjhHJmum0\"",
                "filesystem = \"zfs\"\nzfs.raid = \"raidz-2\"\nfilter.DEVNAME = \"/dev/sd*\""),
            cancellationToken);
        var samples = new Samples();
        for (var i = 0; i < 11; i++)
        {
            var watch = Stopwatch.StartNew();
            var plan = await Programs.OutputAsync(installProgram, ["plan", answer, "--inventory", folder, "--firmware", "uefi", "--json"], cancellationToken);
            samples.Add(watch.Elapsed);
            if (!plan.Contains("pool-7", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The plan is not one of {PlannedDisks} disks: {plan[..Math.Min(plan.Length, 500)]}");
            }
        }

        _report.Add(new Figure("plan", $"domar-install plan, {PlannedDisks} disks", "ms", samples.Median, AtMost: 100));
        _report.Add("plan_ms", samples);
    }

    /// <summary>A machine of eight disks, in the form of Proxmox's installer.</summary>
    private static (JsonObject Info, JsonObject Udev) Inventory()
    {
        var (disks, properties) = (new JsonArray(), new JsonObject());
        for (var i = 0; i < PlannedDisks; i++)
        {
            var path = $"/dev/sd{(char)('a' + i)}";
            disks.Add(new JsonArray(i, path, 1L << 31, "ACME SSD", 512, $"/sys/block/sd{(char)('a' + i)}"));
            properties[$"{i}"] = new JsonObject { ["DEVNAME"] = path, ["ID_SERIAL"] = $"ACME_{i}" };
        }

        var card = new JsonObject
        {
            ["index"] = 2,
            ["name"] = "eno1",
            ["mac"] = "02:00:00:00:00:01",
            ["state"] = "UP",
            ["driver"] = "igb",
            ["pinned_id"] = "0",
            ["addresses"] = new JsonArray(),
        };
        var info = new JsonObject
        {
            ["boot_type"] = "efi",
            ["country"] = "at",
            ["disks"] = disks,
            ["hvm_supported"] = 1,
            ["secure_boot"] = 0,
            ["total_memory"] = 65536,
            ["default_zfs_arc_max"] = 6553,
            ["network"] = new JsonObject { ["dns"] = new JsonObject { ["dns"] = new JsonArray(), ["domain"] = null }, ["interfaces"] = new JsonObject { ["eno1"] = card }, ["routes"] = new JsonObject() },
        };
        var udev = new JsonObject { ["disks"] = properties, ["nics"] = new JsonObject { ["eno1"] = new JsonObject { ["ID_NET_NAME"] = "eno1", ["INTERFACE"] = "eno1" } } };
        return (info, udev);
    }
}
