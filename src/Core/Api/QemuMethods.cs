using Domar.Core.Primitives;
using static Domar.Core.Api.Declare;

namespace Domar.Core.Api;

/// <summary>Methods below <c>/nodes/{node}/qemu</c>.</summary>
internal static class QemuMethods
{
    private const string Vm = "/nodes/{node}/qemu/{vmid}";

    private static readonly ApiParameter Timeout = Integer("timeout", "Seconds to wait for the guest.", 0);

    private static readonly ApiParameter ImportStorage =
        NotBuilt(Text("import-working-storage", "") with { Format = "pve-storage-id" });

    private static readonly ApiParameter[] Change =
    [
        Node,
        VmId,
        Text("delete", "Keys to remove.") with { Format = "pve-configid-list" },
        Text("revert", "Keys whose pending change is dropped.") with { Format = "pve-configid-list" },
        Digest,
        NotBuilt(Flag("force", "")),
        SkipLock,
    ];

    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, "/nodes/{node}/qemu", "The VMs with their figures.")
        {
            Parameters = [Node, Flag("full", "Also what running VMs must be asked for.")],
        },
        new(ApiVerb.Post, "/nodes/{node}/qemu", "Makes a VM. Disk values 'STORAGE:GIB' allocate; 'import-from=' copies an existing volume or file.")
        {
            IsTask = true,
            ConfigKeys = GuestKind.Qemu,
            Parameters =
            [
                Node,
                VmId,
                Flag("start", "Start it afterwards.", "0"),
                NotBuilt(Text("archive", "") with { MaxLength = 255 }),
                NotBuilt(Integer("bwlimit", "", 0) with { Default = "restore limit from datacenter or storage config" }),
                NotBuilt(Flag("force", "")),
                NotBuilt(Flag("ha-managed", "", "0")),
                ImportStorage,
                NotBuilt(Flag("live-restore", "")),
                NotBuilt(Text("pool", "") with { Format = "pve-poolid" }),
                NotBuilt(Text("storage", "") with { Format = "pve-storage-id" }),
                NotBuilt(Flag("unique", "")),
            ],
        },
        new(ApiVerb.Get, Vm, "Lists the parts of a VM.") { Parameters = [Node, VmId], IndexMember = "subdir" },
        new(ApiVerb.Delete, Vm, "Removes a stopped VM with its disks.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                VmId,
                Flag("destroy-unreferenced-disks", "Also remove volumes of this VM that its config does not name.", "0"),
                Flag("purge", "Also remove it from jobs; there are none yet."),
                SkipLock,
            ],
        },
        new(ApiVerb.Get, Vm + "/config", "The config with pending changes applied, and its digest.")
        {
            Parameters =
            [
                Node,
                VmId,
                Flag("current", "As it is now, without pending changes.", "0"),
                Text("snapshot", "That of this snapshot.") with { Format = "pve-configid", MaxLength = 40 },
            ],
        },
        new(ApiVerb.Post, Vm + "/config", "Changes the config in a task; what the running VM cannot take becomes pending.")
        {
            IsTask = true,
            ConfigKeys = GuestKind.Qemu,
            Parameters =
            [
                .. Change,
                ImportStorage,
                Integer("background_delay", "Seconds to wait for the task before answering; an answer at once is always given.", 1) with { Maximum = 30 },
            ],
        },
        new(ApiVerb.Put, Vm + "/config", "Changes the config and waits until it is done.") { ConfigKeys = GuestKind.Qemu, Parameters = Change },
        new(ApiVerb.Get, Vm + "/pending", "Every key with its value now and its pending change.") { Parameters = [Node, VmId] },
        new(ApiVerb.Get, Vm + "/status", "Lists the parts of the status.") { Parameters = [Node, VmId], IndexMember = "subdir" },
        new(ApiVerb.Get, Vm + "/status/current", "How the VM is, freshly asked.") { Parameters = [Node, VmId] },
        new(ApiVerb.Post, Vm + "/status/start", "Starts the VM.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                VmId,
                SkipLock,
                Timeout with { Default = "max(30, vm memory in GiB)" },
                NotBuilt(Text("force-cpu", "")),
                NotBuilt(Text("machine", "") with { Format = "pve-qemu-machine" }),
                NotBuilt(Text("migratedfrom", "") with { Format = "pve-node" }),
                NotBuilt(Text("migration_network", "") with { Format = "CIDR" }),
                NotBuilt(Text("migration_type", "") with { AllowedValues = ["secure", "insecure"] }),
                NotBuilt(Text("nets-host-mtu", "") with { Pattern = @"net\d+=\d+(,net\d+=\d+)*" }),
                NotBuilt(Text("stateuri", "") with { MaxLength = 128 }),
                NotBuilt(Text("targetstorage", "") with { Format = "storage-pair-list" }),
                NotBuilt(Flag("with-conntrack-state", "", "0")),
            ],
        },
        new(ApiVerb.Post, Vm + "/status/stop", "Ends QEMU at once, as pulling the plug.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                VmId,
                SkipLock,
                Timeout,
                Flag("overrule-shutdown", "Cancel a running shutdown task first.", "0"),
                NotBuilt(Flag("keepActive", "", "0")),
                NotBuilt(Text("migratedfrom", "") with { Format = "pve-node" }),
            ],
        },
        new(ApiVerb.Post, Vm + "/status/shutdown", "Asks the guest to shut down.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                VmId,
                SkipLock,
                Timeout,
                Flag("forceStop", "Stop it when the time is over.", "0"),
                NotBuilt(Flag("keepActive", "", "0")),
            ],
        },
        new(ApiVerb.Post, Vm + "/status/reset", "Presses the reset button.") { IsTask = true, Parameters = [Node, VmId, SkipLock] },
        new(ApiVerb.Post, Vm + "/status/reboot", "Shuts down and starts again, which applies pending changes.")
        {
            IsTask = true,
            Parameters = [Node, VmId, Timeout],
        },
        new(ApiVerb.Post, Vm + "/status/suspend", "Pauses the virtual CPUs.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                VmId,
                SkipLock,
                NotBuilt(Text("statestorage", "") with { Format = "pve-storage-id" }),
                NotBuilt(Flag("todisk", "", "0")),
            ],
        },
        new(ApiVerb.Post, Vm + "/status/resume", "Lets paused CPUs run on.")
        {
            IsTask = true,
            Parameters = [Node, VmId, SkipLock, Flag("nocheck", "For migration in Proxmox; without effect.")],
        },
        new(ApiVerb.Get, Vm + "/domar/showcmd", "The QEMU command line of a start now, program first.") { IsOwn = true, Parameters = [Node, VmId] },
        Security(Vm),
    ];
}
