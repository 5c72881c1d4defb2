using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Storage;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Store;

namespace Domar.Runtime.Storage;

/// <summary>
/// The storages of storage.cfg. The file is looked at on every call, in the store's memory, so a change is in force at once.
/// A file that cannot be used leaves the last good one in force.
/// </summary>
internal sealed class StorageService : IStorageService
{
    private const string FileName = "storage.cfg";

    private static readonly TimeSpan ListDeadline = TimeSpan.FromSeconds(1);

    // A disk that sleeps needs ten seconds to spin up.
    private static readonly TimeSpan ContentDeadline = TimeSpan.FromSeconds(20);

    private readonly IConfigStore _store;
    private readonly IStorageDriverFactory _factory;
    private readonly NodeIdentity _node;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _loading = new();
    private volatile Loaded? _loaded;

    /// <summary>Reads storage.cfg at the first use.</summary>
    public StorageService(IConfigStore store, IStorageDriverFactory factory, NodeIdentity node, ILogger<StorageService> logger, TimeProvider time) =>
        (_store, _factory, _node, _logger, _time) = (store, factory, node, logger, time);

    /// <summary>Asks every storage for the first time, so that pools are active before somebody needs them. Waits for none.</summary>
    public void Begin()
    {
        foreach (var slot in Current().Slots.Where(slot => slot.Problem is null))
        {
            _ = slot.ProbeAsync();
        }
    }

    /// <inheritdoc/>
    public StorageConfig Config => Current().Config;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StorageView>> ListAsync(CancellationToken cancellationToken)
    {
        var loaded = Current();
        if (loaded is { Problem: { } fatal, Slots.Count: 0 })
        {
            throw new RequestRefusedException(RefusalReason.Conflict, fatal);
        }

        // One that has been silent for longer was waited for already, by the call before.
        var probes = loaded.Slots.Where(slot => slot.Problem is null && !slot.IsOverdue(ListDeadline)).Select(slot => slot.ProbeAsync()).ToList();
        try
        {
            await Task.WhenAll(probes).WaitAsync(ListDeadline, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Those that did not answer are shown as such.
        }

        var views = loaded.Slots.Select(slot => slot.View(ListDeadline));
        return [.. loaded.Problem is { } problem ? views.Select(view => view with { Problem = view.Problem ?? problem }) : views];
    }

    /// <inheritdoc/>
    public IStorageDriver GetDriver(string storageId) => Usable(storageId).Driver!;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VolumeInfo>> ListContentAsync(string storageId, string? content, GuestId? owner, CancellationToken cancellationToken)
    {
        var slot = Usable(storageId);
        try
        {
            // The question comes first, so that a hanging storage holds one thread and not one for every caller.
            await slot.ProbeAsync().WaitAsync(ContentDeadline, _time, cancellationToken).ConfigureAwait(false);
            var volumes = await slot.Driver!.ListAsync(owner, cancellationToken).WaitAsync(ContentDeadline, _time, cancellationToken).ConfigureAwait(false);
            return content is null ? volumes : [.. volumes.Where(volume => volume.Content == content)];
        }
        catch (TimeoutException e)
        {
            throw new StorageException($"Storage '{storageId}' has not answered for {ContentDeadline.TotalSeconds:0} s. Check its disk, mount or network.", e);
        }
    }

    private StorageSlot Usable(string storageId)
    {
        var loaded = Current();
        var slot = loaded.Slots.FirstOrDefault(slot => slot.Section.Id == storageId);
        if (slot is null)
        {
            // Clients match the start of Proxmox's text.
            var known = loaded.Slots.Count == 0 ? "There are none" : $"There are: {string.Join(", ", loaded.Slots.Select(other => other.Section.Id))}";
            throw new RequestRefusedException(
                RefusalReason.NotFound, $"storage '{storageId}' does not exist. {known}.{(loaded.Problem is null ? "" : $" {loaded.Problem}")}");
        }

        return slot.Problem is null ? slot : throw new RequestRefusedException(RefusalReason.Conflict, slot.Problem);
    }

    private Loaded Current()
    {
        var loaded = _loaded;
        var (entry, problem) = ReadFile();
        if (loaded is not null && loaded.Version == entry?.Version && loaded.ReadProblem == problem)
        {
            return loaded;
        }

        lock (_loading)
        {
            (entry, problem) = ReadFile();
            if (_loaded is null || _loaded.Version != entry?.Version || _loaded.ReadProblem != problem)
            {
                _loaded = Load(entry, problem, _loaded);
            }

            return _loaded;
        }
    }

    private (StoreEntry? Entry, string? Problem) ReadFile()
    {
        try
        {
            return (_store.Read(FileName), null);
        }
        catch (StoreException e)
        {
            return (null, e.Message);
        }
    }

    private Loaded Load(StoreEntry? entry, string? readProblem, Loaded? last)
    {
        string? problem = null;
        StorageConfig config;
        try
        {
            config = readProblem is null ? StorageConfig.Parse(entry?.Text ?? DefaultText(), FileName) : throw new StoreException(readProblem);
        }
        catch (Exception e) when (e is ConfigParseException or StoreException)
        {
            problem = $"storage.cfg cannot be used{(last is null ? "" : "; the last good one stays in force")}. Correct it: {e.Message}";
            _logger.BadStorageConfig(e.Message);
            config = last?.Config ?? StorageConfig.Parse("", FileName);
        }

        var slots = config.Storages.Select(section => last?.Slots.FirstOrDefault(slot => slot.IsSame(section)) ?? MakeSlot(section)).ToList();
        var names = string.Join(", ", slots.Select(slot => slot.Section.Id));
        _logger.StoragesLoaded(names);
        return new Loaded(entry?.Version, readProblem, config, slots, problem);
    }

    private StorageSlot MakeSlot(StorageSection section)
    {
        IStorageDriver? driver = null;
        string? problem = null;
        if (section.IsDisabled)
        {
            problem = $"Storage '{section.Id}' is disabled. To use it, remove 'disable' from its section in storage.cfg.";
        }
        else if (section.Nodes is { } nodes && !nodes.Contains(_node.Node))
        {
            problem = $"Storage '{section.Id}' is not on node '{_node.Node}': storage.cfg gives it to {string.Join(", ", nodes.Order(StringComparer.Ordinal))}.";
        }
        else
        {
            try
            {
                driver = _factory.Create(section);
            }
            catch (StorageException e)
            {
                problem = e.Message;
            }
        }

        return new StorageSlot(section, driver, problem, _logger, _time);
    }

    /// <summary>What there is without storage.cfg: one folder for all content, named as in a new Proxmox installation.</summary>
    private string DefaultText() => $"dir: local\n\tpath {_node.StateFolder}/storage\n\tcontent images,rootdir,iso,vztmpl,snippets,import,backup\n";

    /// <param name="Version">Version of the file; null when there is none.</param>
    /// <param name="ReadProblem">Why the store could not read it; null when it could.</param>
    /// <param name="Config">What is in force.</param>
    /// <param name="Slots">Its storages, in file order.</param>
    /// <param name="Problem">Why the file is not what is in force; null when it is.</param>
    private sealed record Loaded(string? Version, string? ReadProblem, StorageConfig Config, IReadOnlyList<StorageSlot> Slots, string? Problem);
}
