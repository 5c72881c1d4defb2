using System.Diagnostics;
using System.Text;

namespace Domar.Bench;

/// <summary>A libvirtd of our own, and a virsh that stays connected to it.</summary>
/// <remarks>
/// It runs in a mount namespace with folders of its own in place of /etc/libvirt, /var/lib/libvirt and so on, so that a libvirt of
/// this system is neither seen nor touched. No security driver, no cgroups, no virtlogd and no namespace around QEMU:
/// each would make its start slower, and not all work everywhere.
/// </remarks>
internal sealed class LibvirtPeer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly string[] OwnFolders = ["/run/libvirt", "/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt"];

    private const string Prompt = "virsh # ";

    private readonly string _folder;
    private readonly Process _daemon;
    private readonly StringBuilder _said = new();
    private readonly char[] _buffer = new char[4096];
    private readonly List<int> _running = [];
    private Process? _virsh;

    private LibvirtPeer(string folder, Process daemon)
    {
        _folder = folder;
        _daemon = daemon;
    }

    private string SocketPath => Path.Combine(_folder, "libvirt-sock");

    private string Uri => $"qemu+unix:///system?socket={SocketPath}";

    /// <summary>Resident memory of libvirtd.</summary>
    public double ResidentMB => Programs.ResidentMB(_daemon.Id);

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? WhyNot() =>
        !File.Exists("/usr/sbin/libvirtd") ? "libvirtd is not installed" :
        Environment.UserName != "root" ? "its mount namespace needs root" : null;

    /// <summary>Starts libvirtd and waits until virsh is connected.</summary>
    public static async Task<LibvirtPeer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "libvirtd.conf"), $"""
            unix_sock_dir = "{folder}"
            auth_unix_ro = "none"
            auth_unix_rw = "none"
            log_outputs = "3:file:{folder}/libvirtd.log"
            """, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "qemu.conf"), """
            security_driver = "none"
            user = "root"
            group = "root"
            cgroup_controllers = [ ]
            namespaces = [ ]
            stdio_handler = "file"
            """, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "start"), $"""
            set -e
            mount --make-rprivate /
            for folder in {string.Join(' ', OwnFolders)}; do
                mkdir -p "$folder" "{folder}/own/$folder"
                mount --bind "{folder}/own/$folder" "$folder"
            done
            cp "{folder}/qemu.conf" /etc/libvirt/
            # The user that libvirt-daemon-system makes; libvirtd wants it to exist, and uses root as told above.
            for file in passwd group; do
                cp /etc/$file "{folder}/$file"
                grep -q ^libvirt-qemu: "{folder}/$file" || case $file in
                    passwd) echo libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin ;;
                    group) echo libvirt-qemu:x:64055: ;;
                esac >>"{folder}/$file"
                mount --bind "{folder}/$file" /etc/$file
            done
            exec libvirtd -f "{folder}/libvirtd.conf" -p "{folder}/pid" >"{folder}/out" 2>&1 </dev/null
            """, cancellationToken);
        var made = OwnFolders.Where(own => !Directory.Exists(own)).ToArray();
        var peer = new LibvirtPeer(folder, Process.Start("unshare", ["-m", "sh", Path.Combine(folder, "start")]));
        var watch = Stopwatch.StartNew();
        while (!File.Exists(peer.SocketPath))
        {
            if (peer._daemon.HasExited || watch.Elapsed > Deadline)
            {
                throw new InvalidOperationException($"libvirtd does not start; see {folder}/out: {await File.ReadAllTextAsync(Path.Combine(folder, "out"), cancellationToken)}");
            }

            await Task.Delay(20, cancellationToken);
        }

        // The mount points that were made for it: its namespace keeps them, the system does not need them.
        foreach (var own in made)
        {
            Directory.Delete(own);
        }

        peer._virsh = Process.Start(Programs.Piped("virsh", ["-c", peer.Uri]))!;
        await peer.ReadPromptAsync(cancellationToken);
        // The first question makes libvirtd look at every QEMU binary, once: seconds that belong to no start.
        await peer.AskAsync("version", cancellationToken);
        return peer;
    }

    /// <summary>Defines a guest like Domar's.</summary>
    public async Task DefineAsync(int id, string disk, CancellationToken cancellationToken)
    {
        var own = Path.Combine(_folder, $"{id}.raw");
        File.Copy(disk, own);
        var xml = Path.Combine(_folder, $"{id}.xml");
        await File.WriteAllTextAsync(xml, $"""
            <domain type='qemu'>
              <name>bench-{id}</name>
              <memory unit='MiB'>16</memory>
              <vcpu>1</vcpu>
              <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os>
              <features><acpi/></features>
              <cpu mode='custom'><model>qemu64</model></cpu>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='raw' cache='none' io='io_uring'/><source file='{own}'/><target dev='vda' bus='virtio'/>
                </disk>
                <controller type='usb' index='0' model='piix3-uhci'/>
                <serial type='unix'><source mode='bind' path='{_folder}/{id}.serial'/></serial>
                <memballoon model='none'/>
                <video><model type='none'/></video>
              </devices>
            </domain>
            """, cancellationToken);
        await AskAsync($"define {xml}", cancellationToken);
    }

    /// <summary>Asks the connected virsh for the start; the time until it says that the guest has started, which then runs.</summary>
    public async Task<TimeSpan> StartGuestAsync(int id, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await AskAsync($"start bench-{id}", cancellationToken);
        var elapsed = watch.Elapsed;
        _running.Add(id);
        return elapsed;
    }

    /// <summary>Stops a guest at once.</summary>
    public async Task StopGuestAsync(int id, CancellationToken cancellationToken)
    {
        await AskAsync($"destroy bench-{id}", cancellationToken);
        _running.Remove(id);
    }

    /// <summary>The command line of a guest's QEMU.</summary>
    public async Task<IReadOnlyList<string>> CommandLineAsync(int id, CancellationToken cancellationToken)
    {
        var line = await Programs.OutputAsync("virsh", ["-c", Uri, "domxml-to-native", "qemu-argv", "--domain", $"bench-{id}"], cancellationToken);
        // Variables first, then the program; single quotes around words, none within.
        var words = line.Trim().Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return [.. words.SkipWhile(word => !word.StartsWith('/'))];
    }

    /// <summary>Time of <c>virsh list --all</c>.</summary>
    public Task<TimeSpan> TimeListAsync(CancellationToken cancellationToken) => Programs.TimeAsync("virsh", ["-c", Uri, "list", "--all"], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var id in _running.ToArray())
            {
                await StopGuestAsync(id, CancellationToken.None);
            }
        }
        finally
        {
            if (_virsh is not null)
            {
                await Programs.EndAsync(_virsh);
                _virsh.Dispose();
            }

            await Programs.EndAsync(_daemon);
            _daemon.Dispose();
        }
    }

    private async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        await _virsh!.StandardInput.WriteLineAsync(command.AsMemory(), cancellationToken);
        await _virsh.StandardInput.FlushAsync(cancellationToken);
        var answer = await ReadPromptAsync(cancellationToken);
        // A refusal goes to standard error; what succeeds says so.
        return answer.Trim().Length > command.Length + 1
            ? answer
            : throw new InvalidOperationException($"virsh refused '{command}': {await _virsh.StandardError.ReadLineAsync(cancellationToken)}");
    }

    private async Task<string> ReadPromptAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Deadline);
        while (true)
        {
            var text = _said.ToString();
            if (text.EndsWith(Prompt, StringComparison.Ordinal))
            {
                _said.Clear();
                return text[..^Prompt.Length];
            }

            var count = await _virsh!.StandardOutput.ReadAsync(_buffer, timeout.Token);
            if (count == 0)
            {
                throw new InvalidOperationException($"virsh ended: {text}{await _virsh.StandardError.ReadToEndAsync(cancellationToken)}");
            }

            _said.Append(_buffer, 0, count);
        }
    }
}
