namespace Domar.Core.Qemu;

/// <summary>Whether a volume's storage takes io_uring as the default way of asynchronous I/O. An explicit <c>aio=</c> wins over it.</summary>
public enum IoUringUse
{
    /// <summary>With any cache mode.</summary>
    Always,

    /// <summary>Only past the host's page cache (mapped RBD devices hang otherwise).</summary>
    DirectOnly,

    /// <summary>Not by default (LVM and CIFS: known to hang or to fail under load).</summary>
    Never,
}
