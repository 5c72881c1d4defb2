using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Domar.Bench;

/// <summary>A daemon of our own in standalone mode, and a client of its API.</summary>
internal sealed class DomarPeer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly string _program;
    private readonly string _folder;
    private readonly Process _daemon;
    private readonly HttpClient _http;
    private readonly List<int> _running = [];
    private string _node = "";

    private DomarPeer(string program, string folder, Process daemon)
    {
        _program = program;
        _folder = folder;
        _daemon = daemon;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://localhost/api2/json/") };
    }

    /// <summary>Path of the API's socket.</summary>
    public string SocketPath => Path.Combine(_folder, "api.sock");

    /// <summary>Resident memory of the daemon.</summary>
    public double ResidentMB => Programs.ResidentMB(_daemon.Id);

    /// <summary>Starts the daemon and waits until it answers.</summary>
    public static async Task<DomarPeer> StartAsync(string program, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        // Its log goes to a file, as under a service manager it goes to the journal.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" daemon --standalone \"$1\" >\"$1/daemon.log\" 2>&1 </dev/null", program, folder]);
        var peer = new DomarPeer(program, folder, Process.Start(start)!);
        var watch = Stopwatch.StartNew();
        while (peer._node.Length == 0)
        {
            try
            {
                peer._node = (await peer.GetAsync("nodes", cancellationToken))[0].GetProperty("node").GetString()!;
            }
            catch (HttpRequestException e)
            {
                if (peer._daemon.HasExited || watch.Elapsed > Deadline)
                {
                    throw new InvalidOperationException($"The daemon does not answer: {await File.ReadAllTextAsync(Path.Combine(folder, "daemon.log"), cancellationToken)}", e);
                }

                await Task.Delay(20, cancellationToken);
            }
        }

        return peer;
    }

    /// <summary>Makes a VM; with a disk to copy it is one that can run.</summary>
    public async Task CreateAsync(int id, string? disk, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, string>
        {
            ["vmid"] = $"{id}",
            ["name"] = $"bench-{id}",
            ["memory"] = "16",
            ["balloon"] = "0",
            ["tablet"] = "0",
            ["vga"] = "none",
            ["serial0"] = "socket",
        };
        if (disk is not null)
        {
            options["virtio0"] = $"local:0,import-from={disk},format=raw";
            options["boot"] = "order=virtio0";
        }

        await TaskAsync($"nodes/{_node}/qemu", options, cancellationToken);
    }

    /// <summary>Asks for the start over the API; the time until the guest is said to run.</summary>
    public async Task<TimeSpan> StartGuestAsync(int id, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await PostAsync($"nodes/{_node}/qemu/{id}/status/start", [], cancellationToken);
        _running.Add(id);
        while (true)
        {
            var status = await GetAsync($"nodes/{_node}/qemu/{id}/status/current", cancellationToken);
            if (status.GetProperty("status").GetString() == "running" && status.TryGetProperty("qmpstatus", out var qmp) && qmp.GetString() == "running")
            {
                return watch.Elapsed;
            }

            if (watch.Elapsed > Deadline)
            {
                throw new TimeoutException($"VM {id} does not run: {status}");
            }

            await Task.Delay(1, cancellationToken);
        }
    }

    /// <summary>Stops a guest at once.</summary>
    public async Task StopGuestAsync(int id, CancellationToken cancellationToken)
    {
        await TaskAsync($"nodes/{_node}/qemu/{id}/status/stop", [], cancellationToken);
        _running.Remove(id);
    }

    /// <summary>The command line of a guest's QEMU.</summary>
    public async Task<IReadOnlyList<string>> CommandLineAsync(int id, CancellationToken cancellationToken)
    {
        var json = await Programs.OutputAsync(_program, ["--socket", SocketPath, "vm", "showcmd", $"{id}", "--json"], cancellationToken);
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(word => word.GetString()!)];
    }

    /// <summary>Time of <c>domar vm list</c>.</summary>
    public Task<TimeSpan> TimeListAsync(CancellationToken cancellationToken) =>
        Programs.TimeAsync(_program, ["--socket", SocketPath, "vm", "list"], cancellationToken);

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
            await Programs.EndAsync(_daemon);
            _daemon.Dispose();
            _http.Dispose();
        }
    }

    private async Task<int> TaskAsync(string path, Dictionary<string, string> options, CancellationToken cancellationToken)
    {
        var upid = (await PostAsync(path, options, cancellationToken)).GetString()!;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var task = await GetAsync($"nodes/{_node}/tasks/{Uri.EscapeDataString(upid)}/status", cancellationToken);
            if (task.GetProperty("status").GetString() == "stopped")
            {
                var exit = task.GetProperty("exitstatus").GetString();
                return exit == "OK" ? 0 : throw new InvalidOperationException($"{upid}: {exit}");
            }

            if (watch.Elapsed > Deadline)
            {
                throw new TimeoutException($"{upid} does not end.");
            }

            await Task.Delay(2, cancellationToken);
        }
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await DataAsync(response, cancellationToken);
    }

    private async Task<JsonElement> PostAsync(string path, Dictionary<string, string> options, CancellationToken cancellationToken)
    {
        using var body = new FormUrlEncodedContent(options);
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        return await DataAsync(response, cancellationToken);
    }

    private static async Task<JsonElement> DataAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {(int)response.StatusCode} {response.ReasonPhrase} {text}");
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("data").Clone();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
