namespace Domar.HostTools.Steps;

/// <summary>Something that exists and is written in blocks at places. One thread uses it at a time.</summary>
internal interface IBlockTarget : IDisposable
{
    /// <summary>Writes a block.</summary>
    /// <param name="offset">Where, in bytes.</param>
    /// <param name="block">What; its start in memory is a multiple of 4096.</param>
    /// <exception cref="StepException">Says which device, where, and why.</exception>
    void Write(long offset, ReadOnlySpan<byte> block);

    /// <summary>Makes all that was written durable.</summary>
    /// <exception cref="StepException">Nothing is known of what reached the medium.</exception>
    void Flush();

    /// <summary>Reads a block from the medium, not from memory where the system allows it.</summary>
    /// <param name="offset">Where, in bytes.</param>
    /// <param name="block">Filled whole; its start in memory is a multiple of 4096.</param>
    /// <exception cref="StepException">It cannot be read, or ends before.</exception>
    void Read(long offset, Span<byte> block);
}
