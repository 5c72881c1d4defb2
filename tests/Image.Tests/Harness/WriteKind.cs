namespace Domar.Image.Tests.Harness;

/// <summary>What a request to a disk was.</summary>
internal enum WriteKind
{
    /// <summary>Bytes were written.</summary>
    Write,

    /// <summary>Bytes were given up; they read as zeros here, as from QEMU's files.</summary>
    Discard,

    /// <summary>All that was answered before it is on the medium.</summary>
    Flush,
}
