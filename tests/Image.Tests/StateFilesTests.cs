using System.Diagnostics;
using System.Globalization;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>
/// The files of a factory reset (<c>image/overlay/usr/lib/domar/state-files</c>) in a folder of this host, without a machine: what is kept and what goes, and that a power cut
/// between any two commands, and between any two files that are removed, comes to the same after the next start.
/// </summary>
[TestClass]
public sealed class StateFilesTests
{
    // Of some hundred moments every run takes so many; soak takes all.
    private const int MomentsInEveryRun = 12;

    private const string Before =
        """
        install/etc/hostname                              node1
        install/etc/shadow                                installed
        install/root/.profile                             installed
        install/var/lib/domar/config/storage.cfg          installed
        install/var/lib/domar/config/user.cfg             installed
        layers/etc/upper/hostname                         Renamed.example.com
        layers/etc/upper/shadow                           changed
        layers/etc/upper/note                             changed
        layers/root/upper/.bash_history                   changed
        layers/srv/upper/guests/images/100/disk.raw       guest
        layers/srv/upper/guests/inner/disk.raw            guest
        layers/srv/upper/other                            changed
        layers/var/upper/lib/guests/disk.raw              guest
        layers/var/upper/lib/other                        changed
        var/log/journal/log                               changed
        var/lib/vz/images/100/disk.raw                    guest
        var/lib/domar/config/nodes/renamed/qemu-server/100.conf  guest
        var/lib/domar/config/nodes/renamed/lxc/101.conf   guest
        var/lib/domar/config/nodes/renamed/pve-ssl.key    changed
        var/lib/domar/config/nodes/node1/qemu-server/99.conf  left
        var/lib/domar/config/nodes/node9/qemu-server/98.conf  other
        var/lib/domar/config/priv/pve-root-ca.key         changed
        var/lib/domar/config/user.cfg                     changed
        schema                                            1
        """;

    private const string Storages = "dir: local\n\tpath /var/lib/vz\n\ndir: inner\n\tpath /srv/guests/inner\n\ndir: a\n\tpath /srv/guests/\n\ndir: b\n    path  /var/lib/guests\n\ndir: far\n\tpath /run/far\n";

    private const string Fresh =
        """
        install/etc/hostname                              node1
        install/etc/shadow                                installed
        install/root/.profile                             installed
        install/var/lib/domar/config/storage.cfg          installed
        install/var/lib/domar/config/user.cfg             installed
        layers/etc/upper/hostname                         node1
        layers/etc/upper/shadow                           installed
        layers/root/upper/.profile                        installed
        schema                                            1
        var/lib/domar/config/user.cfg                     installed
        """;

    private const string Kept =
        """
        layers/srv/upper/guests/images/100/disk.raw       guest
        layers/srv/upper/guests/inner/disk.raw            guest
        layers/var/upper/lib/guests/disk.raw              guest
        var/lib/domar/config/nodes/node1/lxc/101.conf     guest
        var/lib/domar/config/nodes/node1/qemu-server/100.conf  guest
        var/lib/domar/config/nodes/node9/qemu-server/98.conf  other
        var/lib/domar/config/nodes/renamed/qemu-server/99.conf  left
        var/lib/vz/images/100/disk.raw                    guest
        """;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task GuestsKept_AllElseIsAsInstalled()
    {
        using var state = await MakeAsync("guests=keep\n");

        await ResetAsync(state, 0);

        Assert.AreEqual(Sorted($"{Fresh}\n{Kept}"), Sorted(Read(state, except: "storage.cfg")));
        Assert.AreEqual(Storages, await File.ReadAllTextAsync(state["var/lib/domar/config/storage.cfg"]));
    }

    [TestMethod]
    [DataRow("vm-100-disk-0 data-of-somebody")]
    [DataRow("")]
    public async Task GuestsRemoved_NothingIsLeft(string volumes)
    {
        using var state = await MakeAsync("guests=remove\n");
        await File.WriteAllLinesAsync(state["volumes"], volumes.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        await ResetAsync(state, 0);

        Assert.AreEqual(Sorted($"{Fresh}\nvar/lib/domar/config/storage.cfg installed"), Sorted(Read(state)));
        Assert.AreEqual("", await File.ReadAllTextAsync(state["volumes"]));
    }

    [TestMethod]
    public async Task UnknownWish_ChangesNothing()
    {
        using var state = await MakeAsync("guests=maybe\n");
        var before = Read(state);

        var said = await ResetAsync(state, 0);

        Assert.AreEqual(before, Read(state));
        StringAssert.Contains(said, "nothing is reset");
    }

    [TestMethod]
    [DataRow("guests=keep\n")]
    [DataRow("guests=remove\n")]
    public async Task CutAtAnyMoment_ComesToTheSame(string wish)
    {
        using var whole = await MakeAsync(wish);
        var said = await ResetAsync(whole, 0);
        var expected = Read(whole);
        var moments = int.Parse(said.Split("moments: ")[1].Split('\n')[0], CultureInfo.InvariantCulture);
        Assert.IsGreaterThan(100, moments);
        var pace = Soak.IsOn ? 1 : moments / MomentsInEveryRun;
        for (var moment = 1 + Random.Shared.Next(pace); moment <= moments; moment += pace)
        {
            using var state = await MakeAsync(wish);
            Assert.IsFalse((await ResetAsync(state, moment)).Contains("moments: ", StringComparison.Ordinal), $"it was not cut at moment {moment}");
            await ResetAsync(state, 0);
            Assert.AreEqual(expected, Read(state), $"cut at moment {moment} of {moments}");

            // The next start finds nothing to do, and leaves nothing.
            await ResetAsync(state, 0);
            Assert.AreEqual(expected, Read(state), $"cut at moment {moment} of {moments}, the start after");
        }
    }

    private static async Task<TempFolder> MakeAsync(string wish)
    {
        var state = new TempFolder();
        foreach (var line in Before.Split('\n'))
        {
            var (path, content) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[line.IndexOf(' ', StringComparison.Ordinal)..].Trim());
            Directory.CreateDirectory(Path.GetDirectoryName(state[path])!);
            await File.WriteAllTextAsync(state[path], content);
        }

        await File.WriteAllTextAsync(state["var/lib/domar/config/storage.cfg"], Storages);
        await File.WriteAllTextAsync(state["reset"], wish);
        return state;
    }

    private static string Read(TempFolder state, string? except = null) => string.Join('\n', Directory.EnumerateFiles(state.Path, "*", SearchOption.AllDirectories)
        .Select(path => (Path: Path.GetRelativePath(state.Path, path), Content: File.ReadAllText(path)))
        .Where(file => file.Path != "volumes" && (except is null || file.Path.StartsWith("install/", StringComparison.Ordinal) || !file.Path.EndsWith(except, StringComparison.Ordinal)))
        .Select(static file => $"{file.Path} {file.Content}")
        .Order(StringComparer.Ordinal));

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n')
        .Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .Order(StringComparer.Ordinal));

    // Moments are counted before each command of the shell itself, and rm is one that removes file by file. The shell is killed at the one that is asked for; 0 lets it end.
    private async Task<string> ResetAsync(TempFolder state, int cutAt)
    {
        const string Script =
            """
            set -euo pipefail
            state=$1 pool=lvm count=0
            lvm_tool() {
                case $1 in
                    lvs) echo '  WARNING: something to know'; sed 's/^/  /' "$state/volumes" ;;
                    lvremove) sed -i "/^${4#pve/}\$/d" "$state/volumes" ;;
                esac
            }
            sync() { :; }
            rm() {
                local each
                while [[ $1 == -* ]]; do shift; done
                while read -r each; do command rm -d "$each"; done < <(find "$@" -depth 2>/dev/null)
            }
            [[ -e $state/volumes ]] || echo vm-100-disk-0 >"$state/volumes"
            . "$2"
            set -T
            trap '[[ $BASHPID != $$ ]] || ((++count != '"$3"')) || kill -9 $$' DEBUG
            reset_state
            start_var
            for folder in "${layered[@]}"; do make_layer "$folder"; done
            trap - DEBUG
            echo "moments: $count"
            """;
        var files = Repository.PathOf("image", "overlay", "usr", "lib", "domar", "state-files");
        var start = new ProcessStartInfo("bash", ["-c", Script, "bash", state.Path, files, cutAt.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await shell.WaitForExitAsync(TestContext.CancellationToken);
        if (cutAt == 0)
        {
            // Of a shell that is killed its children may complain.
            Assert.AreEqual("", await errors);
        }

        Assert.AreEqual(cutAt == 0 ? 0 : 128 + 9, shell.ExitCode, output);
        return output;
    }
}
