namespace Domar.HostTools.Systemd;

/// <summary>What units have written.</summary>
public interface IUnitJournal
{
    /// <summary>The last whole lines that a run of a unit has written to its output and error, all that it had written when this is called.</summary>
    /// <param name="unit">Unit name.</param>
    /// <param name="since">When that run began.</param>
    /// <param name="maxBytes">How much of them at the most, in UTF-8.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Lines, each ended by \n; empty when there are none, or the journal cannot be read.</returns>
    Task<string> ReadOutputAsync(string unit, DateTimeOffset since, int maxBytes, CancellationToken cancellationToken);

    /// <summary>What systemd has written about the start of a unit, of this run: why a program could not be executed.</summary>
    /// <inheritdoc cref="ReadOutputAsync"/>
    Task<string> ReadComplaintsAsync(string unit, DateTimeOffset since, int maxBytes, CancellationToken cancellationToken);
}
