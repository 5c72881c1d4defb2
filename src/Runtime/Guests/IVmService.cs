using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>
/// What the faces may do with VMs. Changes are checked first (<see cref="RequestRefusedException"/>, nothing changed), then run as a task whose id is returned.
/// No call waits for another guest.
/// </summary>
internal interface IVmService
{
    /// <summary>Every VM of this node by id, from memory: never waits for a guest.</summary>
    IReadOnlyList<VmStatus> List();

    /// <summary>One VM, freshly asked where it answers, but never longer than a second.</summary>
    Task<VmStatus> GetStatusAsync(GuestId id, CancellationToken cancellationToken);

    /// <summary>A VM's config file as parsed.</summary>
    GuestConfig GetConfig(GuestId id);

    /// <summary>The lowest free guest id from <see cref="GuestId.Min"/>, or <paramref name="wanted"/> when it is free.</summary>
    /// <exception cref="RequestRefusedException">The wanted id is in use.</exception>
    GuestId NextId(GuestId? wanted);

    /// <summary>Makes a VM. Disk values may allocate: <c>storage:SIZE_GIB</c>, with <c>import-from=</c> a copy of a volume or file. Task type <c>qmcreate</c>.</summary>
    /// <param name="id">A free id.</param>
    /// <param name="settings">Config keys and values as given.</param>
    /// <param name="start">Whether to start it afterwards.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="cancellationToken">Gives up the checks; the task is not affected.</param>
    Task<Upid> CreateAsync(GuestId id, IReadOnlyDictionary<string, string> settings, bool start, string user, CancellationToken cancellationToken);

    /// <summary>Changes a VM's config. What cannot be applied to the running VM becomes pending. Task type <c>qmconfig</c>.</summary>
    /// <param name="id">The VM.</param>
    /// <param name="change">What to set, delete and revert.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="cancellationToken">Gives up the checks; the task is not affected.</param>
    Task<Upid> SetConfigAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken);

    /// <summary>Removes a stopped VM and its disks. Task type <c>qmdestroy</c>.</summary>
    Upid Destroy(GuestId id, VmDestroyOptions options, string user);

    /// <summary>Starts a VM. Task type <c>qmstart</c>.</summary>
    Upid Start(GuestId id, VmPowerOptions options, string user);

    /// <summary>Ends QEMU at once, as pulling the plug. Task type <c>qmstop</c>.</summary>
    Upid Stop(GuestId id, VmPowerOptions options, string user);

    /// <summary>Asks the guest to shut down (agent, else ACPI); after the timeout fails, or stops it when forced. Task type <c>qmshutdown</c>.</summary>
    Upid Shutdown(GuestId id, VmPowerOptions options, string user);

    /// <summary>Shuts down and starts again, which applies pending changes. Task type <c>qmreboot</c>.</summary>
    Upid Reboot(GuestId id, VmPowerOptions options, string user);

    /// <summary>Presses the reset button. Task type <c>qmreset</c>.</summary>
    Upid Reset(GuestId id, VmPowerOptions options, string user);

    /// <summary>Pauses the virtual CPUs. Task type <c>qmsuspend</c>.</summary>
    Upid Suspend(GuestId id, VmPowerOptions options, string user);

    /// <summary>Lets paused CPUs run on. Task type <c>qmresume</c>.</summary>
    Upid Resume(GuestId id, VmPowerOptions options, string user);

    /// <summary>The QEMU command line that a start would use now: program first.</summary>
    Task<IReadOnlyList<string>> ShowCommandAsync(GuestId id, CancellationToken cancellationToken);

    /// <summary>A duplex stream on a serial port of a running VM; begins with what it printed last. Several may be open at once.</summary>
    /// <param name="id">The VM.</param>
    /// <param name="port">Config key, for example <c>serial0</c>; null for the first.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    Task<Stream> OpenConsoleAsync(GuestId id, string? port, CancellationToken cancellationToken);
}
