using static Domar.Core.Api.Declare;

namespace Domar.Core.Api;

/// <summary>Methods of storages: <c>/storage</c> is their configuration, <c>/nodes/{node}/storage</c> what is on them.</summary>
internal static class StorageMethods
{
    private const string One = "/nodes/{node}/storage/{storage}";

    private static readonly ApiParameter Volume = new("volume") { Summary = "The volume, with or without 'STORAGE:' before its name." };

    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, "/storage", "The storages as configured.")
        {
            Parameters =
            [
                Text("type", "Only storages of this type.") with
                {
                    AllowedValues =
                    [
                        "btrfs", "cephfs", "cifs", "dir", "esxi", "iscsi", "iscsidirect", "lvm", "lvmthin", "nfs", "pbs", "rbd", "zfs", "zfspool",
                    ],
                },
            ],
        },
        new(ApiVerb.Get, "/storage/{storage}", "One storage as configured.") { Parameters = [StorageId] },
        new(ApiVerb.Get, "/nodes/{node}/storage", "The storages with their space.")
        {
            Parameters =
            [
                Node,
                Text("content", "Only those that hold all of these content types.") with { Format = "pve-storage-content-list" },
                Flag("enabled", "Only those that are not disabled.", "0"),
                Flag("format", "Also the formats that each can allocate.", "0"),
                StorageId with { Optional = true, Summary = "Only this one." },
                Text("target", "Only shared ones, or all if this is the node itself.") with { Format = "pve-node" },
            ],
        },
        new(ApiVerb.Get, One, "Lists the parts of a storage.") { Parameters = [Node, StorageId], IndexMember = "subdir" },
        new(ApiVerb.Get, One + "/status", "Space of one storage.") { Parameters = [Node, StorageId] },
        new(ApiVerb.Get, One + "/content", "Volumes of one storage.")
        {
            Parameters =
            [
                Node,
                StorageId,
                Text("content", "Only this content type.") with { Format = "pve-storage-content" },
                Id("vmid") with { Optional = true, Summary = "Only those of this guest." },
            ],
        },
        new(ApiVerb.Post, One + "/content", "Makes a volume and answers with its id.")
        {
            Parameters =
            [
                Node,
                StorageId,
                new("filename") { Summary = "Its name, for example vm-100-disk-1.qcow2." },
                Text("format", "Its format; by default what the name ends in.") with { AllowedValues = ["raw", "qcow2", "subvol", "vmdk"] },
                new("size") { Pattern = @"\d+[MG]?", Matches = IsSize, Summary = "Size in KiB, or with M or G in MiB or GiB." },
                VmId,
            ],
        },
        new(ApiVerb.Get, One + "/content/{volume}", "One volume.") { Parameters = [Node, StorageId with { Optional = true }, Volume] },
        new(ApiVerb.Delete, One + "/content/{volume}", "Removes a volume that no guest uses.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                StorageId with { Optional = true },
                Volume,
                Integer("delay", "Seconds to wait for the task; an answer at once is always given.", 1) with { Maximum = 30 },
            ],
        },
    ];

    private static bool IsSize(string text)
    {
        var digits = text.AsSpan().TrimEnd("MG");
        return text.Length - digits.Length <= 1 && !digits.IsEmpty && digits.IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
