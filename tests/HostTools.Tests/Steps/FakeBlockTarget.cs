using Domar.HostTools.Steps;

namespace Domar.HostTools.Tests.Steps;

/// <summary>A target that a test can make fail, hang back or lie.</summary>
internal sealed class FakeBlockTarget(IBlockTarget? inner = null) : IBlockTarget
{
    public delegate void BlockAction(long offset, ReadOnlySpan<byte> block);

    public BlockAction? OnWrite { get; init; }

    public Action? OnFlush { get; init; }

    public bool IsDisposed { get; private set; }

    public int Flushes { get; private set; }

    public void Write(long offset, ReadOnlySpan<byte> block)
    {
        OnWrite?.Invoke(offset, block);
        inner?.Write(offset, block);
    }

    public void Flush()
    {
        Flushes++;
        OnFlush?.Invoke();
        inner?.Flush();
    }

    public void Read(long offset, Span<byte> block) => inner?.Read(offset, block);

    public void Dispose()
    {
        IsDisposed = true;
        inner?.Dispose();
    }
}
