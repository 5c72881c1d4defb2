namespace Domar.HostTools.Rootfs;

/// <summary>The tar stream as the unpacker reads it: counted, limited, and watched for its end.</summary>
/// <param name="inner">The unpacked stream.</param>
/// <param name="tool">The tool that unpacks; null when it is this program.</param>
internal sealed class ArchiveStream(Stream inner, DecompressorTool? tool) : Stream
{
    // tar(5): an archive ends with blocks of zeros.
    private const int BlockSize = 512;

    // What is kept of an entry's headers.
    private const int MaxRecordedBytes = 256 * 1024;

    private readonly MemoryStream _recorded = new();
    private bool _recording;
    private int _zeros;

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>Reading more is an error. Raised with each entry: what the headers of one may take is bounded too.</summary>
    public long Limit { get; set; }

    /// <summary>Whether the stream has ended.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Whether what was read last is a block of zeros, as the end of an archive is.</summary>
    public bool LastBlockWasZero => _zeros >= BlockSize;

    /// <summary>What was read between <see cref="StartRecording"/> and <see cref="StopRecording"/>, as far as it is kept.</summary>
    public ReadOnlySpan<byte> Recorded => _recorded.GetBuffer().AsSpan(0, (int)_recorded.Length);

    /// <summary>Keeps what is read from here on: .NET hands binary values of headers out as text, which some do not survive.</summary>
    public void StartRecording()
    {
        _recorded.SetLength(0);
        _recording = true;
    }

    /// <summary>Keeps no more.</summary>
    public void StopRecording() => _recording = false;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="RootfsFault">The tool has failed, or the limit is reached.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var read = inner.Read(buffer);
        Count += read;
        if (Count > Limit)
        {
            throw new RootfsFault("The archive unpacks to more than the limit. It is damaged, or made to do harm.");
        }

        if (read == 0)
        {
            AtEnd = true;
            tool?.Check();
            return 0;
        }

        var data = buffer[..read];
        if (_recording && _recorded.Length + read <= MaxRecordedBytes)
        {
            _recorded.Write(data);
        }

        var last = data.LastIndexOfAnyExcept((byte)0);
        _zeros = last < 0 ? Math.Min(_zeros + read, BlockSize) : Math.Min(read - 1 - last, BlockSize);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _recorded.Dispose();
            tool?.Dispose();
        }

        base.Dispose(disposing);
    }
}
