using System.Collections.Concurrent;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Units;
using Domar.Runtime.Daemon;
using Domar.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Guests;

/// <summary>
/// Every guest of one kind on this node: those that have a config and those whose unit runs. Follows the store, so that a file written by hand counts
/// within a second, and adopts at start what runs already, as systemd or the process table says.
/// </summary>
internal abstract class GuestRegistry(GuestKind kind, IConfigStore store, IUnitManager units, NodeIdentity node, ILogger logger) : IAsyncDisposable
{
    private const string UnitSuffix = ".service";

    private readonly ConcurrentDictionary<GuestId, GuestEntry> _entries = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;

    /// <summary>The kind of all its guests.</summary>
    public GuestKind Kind { get; } = kind;

    /// <summary>Folder of their configs in the store.</summary>
    public string Folder { get; } = FolderOf(kind, node);

    public IEnumerable<GuestEntry> Entries => _entries.Values;

    /// <summary>Unit name of a guest: <c>domar-vm-100.service</c>.</summary>
    public static string UnitName(GuestKind kind, GuestId id) => $"{UnitPrefix(kind)}{id}{UnitSuffix}";

    /// <summary>What people call a guest.</summary>
    public string NameOf(GuestId id) => GuestName.Of(Kind, id);

    /// <summary>Path of a guest's config in the store.</summary>
    public string PathOf(GuestId id) => $"{Folder}/{id}.conf";

    /// <summary>Reads all configs, adopts what runs, and follows changes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The watch is open before the first read, so that no change falls between the two.
        var changes = store.WatchAsync(_stopping.Token).GetAsyncEnumerator(_stopping.Token);
        var first = changes.MoveNextAsync();
        foreach (var entry in store.ReadFolder(Folder))
        {
            Apply(entry.Path, entry);
        }

        foreach (var unit in await units.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryParseUnit(unit.Name, out var id))
            {
                Adopt(id, unit);
            }
        }

        _watch = Task.Run(() => FollowAsync(changes, first), CancellationToken.None);
    }

    /// <summary>A guest; null when there is none.</summary>
    public GuestEntry? Find(GuestId id) => _entries.GetValueOrDefault(id);

    /// <summary>A guest.</summary>
    /// <exception cref="RequestRefusedException">There is none with this id.</exception>
    public GuestEntry Get(GuestId id) => _entries.TryGetValue(id, out var entry)
        ? entry
        : throw new RequestRefusedException(RefusalReason.NotFound, $"Configuration file '{PathOf(id)}' does not exist");

    /// <summary>Whether any guest of any node, VM or container, has this id.</summary>
    public bool IsUsed(GuestId id) => _entries.ContainsKey(id) ||
        store.Read($"{FolderOf(Kind is GuestKind.Qemu ? GuestKind.Lxc : GuestKind.Qemu, node)}/{id}.conf") is not null;

    /// <summary>Makes a guest's config file; nobody else can have made it before.</summary>
    /// <exception cref="RequestRefusedException">The id is in use.</exception>
    public GuestEntry Create(GuestId id, GuestConfig config)
    {
        if (IsUsed(id))
        {
            throw InUse(id);
        }

        try
        {
            store.Write(PathOf(id), config.ToText(), expectedVersion: null);
        }
        catch (StoreConflictException)
        {
            throw InUse(id);
        }

        var entry = EntryOf(id);
        entry.SetConfig(config);
        return entry;
    }

    /// <summary>Changes a guest's config; repeated with the newer text when somebody else changed it in between.</summary>
    /// <exception cref="RequestRefusedException">The config cannot be read, or there is none.</exception>
    public GuestConfig Update(GuestId id, Func<GuestConfig, GuestConfig> change)
    {
        const int Attempts = 8;
        var entry = Get(id);
        for (var attempt = 1; ; attempt++)
        {
            var present = store.Read(PathOf(id)) ?? throw new RequestRefusedException(
                RefusalReason.NotFound, $"Configuration file '{PathOf(id)}' does not exist");
            try
            {
                var config = change(GuestConfig.Parse(present.Text, Kind, present.Path));
                var text = config.ToText();
                if (text != present.Text)
                {
                    store.Write(present.Path, text, present.Version);
                }

                entry.SetConfig(config);
                return config;
            }
            catch (StoreConflictException) when (attempt < Attempts)
            {
                // Read again: the newer text counts.
            }
            catch (ConfigParseException e)
            {
                entry.SetProblem(e.Message);
                throw new RequestRefusedException(RefusalReason.Conflict, $"{NameOf(id)}: its config cannot be read; mend it first. {e.Message}", null, e);
            }
        }
    }

    /// <summary>The config as it is in the store now.</summary>
    public GuestConfig ReadFresh(GuestId id)
    {
        var entry = Get(id);
        try
        {
            if (store.Read(PathOf(id)) is { } present)
            {
                Apply(present.Path, present);
            }
        }
        catch (StoreException e)
        {
            entry.SetProblem(e.Message);
        }

        return entry.RequireConfig();
    }

    /// <summary>Removes a guest's config and forgets the guest.</summary>
    public void Remove(GuestId id)
    {
        if (store.Read(PathOf(id)) is { } present)
        {
            store.Delete(present.Path, present.Version);
        }

        if (_entries.TryRemove(id, out var entry))
        {
            // Not awaited: this may be the supervisor's own work, which would wait for itself.
            _ = entry.Supervisor.DisposeAsync().AsTask();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var entry in _entries.Values)
        {
            await entry.Supervisor.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private RequestRefusedException InUse(GuestId id) => new(
        RefusalReason.Conflict, $"unable to create {NameOf(id)} - {NameOf(id)} already exists on node '{node.Node}'; choose another id (GET /cluster/nextid tells a free one)");

    private GuestEntry EntryOf(GuestId id) => _entries.GetOrAdd(id, key => new GuestEntry(Kind, key, new GuestSupervisor(Kind, key, logger)));

    private void Adopt(GuestId id, UnitState unit)
    {
        var entry = EntryOf(id);
        if (entry.Config is null && entry.ConfigProblem is null)
        {
            Log.UnitWithoutConfig(logger, unit.Name);
            entry.SetProblem("there is no config file for it, but it runs; stop it, or restore its config");
        }

        var session = Watch(id, unit);
        entry.Supervisor.Post(new Launched(session, adopted: true));
        session.StartMonitoring(e => entry.Supervisor.Post(e));
    }

    /// <summary>A session for a unit that runs.</summary>
    protected abstract GuestSession Watch(GuestId id, UnitState unit);

    private async Task FollowAsync(IAsyncEnumerator<StoreChange> changes, ValueTask<bool> first)
    {
        try
        {
            await using (changes.ConfigureAwait(false))
            {
                for (var more = await first.ConfigureAwait(false); more; more = await changes.MoveNextAsync().ConfigureAwait(false))
                {
                    Apply(changes.Current.Path, changes.Current.Entry);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The daemon is stopping.
        }
    }

    private void Apply(string path, StoreEntry? entry)
    {
        if (!TryParsePath(path, out var id))
        {
            return;
        }

        if (entry is null)
        {
            OnRemoved(id);
            return;
        }

        var guest = EntryOf(id);
        if (entry.Problem is { } problem)
        {
            guest.SetProblem(problem);
            Log.ConfigUnreadable(logger, entry.Path, problem);
            return;
        }

        if (guest.Config?.Digest == entry.Version && guest.ConfigProblem is null)
        {
            return;
        }

        try
        {
            guest.SetConfig(GuestConfig.Parse(entry.Text, Kind, entry.Path));
        }
        catch (ConfigParseException e)
        {
            guest.SetProblem(e.Message);
            Log.ConfigUnreadable(logger, entry.Path, e.Message);
        }
    }

    private void OnRemoved(GuestId id)
    {
        if (!_entries.TryGetValue(id, out var guest) || store.Read(PathOf(id)) is not null)
        {
            return;
        }

        if (guest.Supervisor.Snapshot.State is GuestState.Stopped)
        {
            if (_entries.TryRemove(id, out _))
            {
                _ = guest.Supervisor.DisposeAsync().AsTask();
            }
        }
        else
        {
            guest.SetProblem("its config file was removed while it runs; stop it, or restore its config");
        }
    }

    private bool TryParsePath(string path, out GuestId id)
    {
        id = default;
        return path.StartsWith(Folder, StringComparison.Ordinal) && path.EndsWith(".conf", StringComparison.Ordinal) &&
            path.Length > Folder.Length + 6 && GuestId.TryParse(path[(Folder.Length + 1)..^5], out id);
    }

    private static string FolderOf(GuestKind kind, NodeIdentity node) => $"nodes/{node.Node}/{(kind is GuestKind.Lxc ? "lxc" : "qemu-server")}";

    private static string UnitPrefix(GuestKind kind) => kind is GuestKind.Lxc ? "domar-ct-" : "domar-vm-";

    private bool TryParseUnit(string name, out GuestId id)
    {
        id = default;
        var prefix = UnitPrefix(Kind);
        return name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(UnitSuffix, StringComparison.Ordinal) &&
            GuestId.TryParse(name[prefix.Length..^UnitSuffix.Length], out id);
    }
}
