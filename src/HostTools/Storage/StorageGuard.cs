using Domar.HostTools.Exec;

namespace Domar.HostTools.Storage;

/// <summary>Names the storage in what its tools say.</summary>
/// <param name="id">The storage.</param>
/// <param name="whenFull">What to do when it is full, a sentence.</param>
internal sealed class StorageGuard(string id, string whenFull)
{
    /// <summary>Does it; failures of tools become the storage's.</summary>
    /// <exception cref="StorageException">A tool failed.</exception>
    public Task RunAsync(Func<Task> action) => RunAsync(async () =>
    {
        await action().ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public async Task<T> RunAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (NoSpaceException e)
        {
            throw new StorageException($"Storage '{id}' is full. {e.Message} {whenFull}", e);
        }
        catch (ToolException e)
        {
            throw new StorageException($"Storage '{id}': {e.Message}", e);
        }
    }
}
