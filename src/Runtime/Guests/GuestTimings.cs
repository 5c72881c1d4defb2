namespace Domar.Runtime.Guests;

/// <summary>How long the supervisor waits for what.</summary>
internal sealed record GuestTimings
{
    /// <summary>Time between two looks at QEMU's status. With <see cref="PingDeadline"/> it bounds how late silence is noticed: 4 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long QEMU may take to answer such a look.</summary>
    public TimeSpan PingDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long QEMU may take from exec to its QMP greeting.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one QMP command may take.</summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long QEMU may take to end after <c>quit</c> (it flushes disks), and then after SIGTERM, before SIGKILL.</summary>
    public TimeSpan QuitDeadline { get; init; } = TimeSpan.FromSeconds(10);
}
