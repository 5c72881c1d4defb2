using static Domar.Core.Api.Declare;

namespace Domar.Core.Api;

/// <summary>Methods of the firmware slots. Proxmox knows none: its systems are packages.</summary>
internal static class FirmwareMethods
{
    private const string Root = "/nodes/{node}/firmware";

    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, Root, "The slots: what is in them, which runs, is good, is on trial or failed it, what the next start takes and why, disk by disk.")
        {
            IsOwn = true,
            Parameters = [Node],
        },
        new(ApiVerb.Post, Root + "/install", "Writes an image into the slot that does not run, on all boot disks, and puts it on trial.")
        {
            IsOwn = true,
            IsTask = true,
            Parameters =
            [
                Node,
                new("file") { Summary = "Absolute path of the ISO on the node." },
                Flag("reboot", "Restart the node when it is done.", "0"),
            ],
        },
        new(ApiVerb.Post, Root + "/rollback", "Checks the slot that does not run and makes it the one that starts.") { IsOwn = true, IsTask = true, Parameters = [Node] },
        new(ApiVerb.Post, Root + "/confirm", "Marks the running slot good, or puts environment files that differ right; answers with what was done.")
        {
            IsOwn = true,
            Parameters = [Node],
        },
        new(ApiVerb.Post, Root + "/reset", "Asks the next start for a factory reset.")
        {
            IsOwn = true,
            Parameters = [Node, new("guests") { AllowedValues = ["keep", "remove"], Summary = "What becomes of the guests and their disks." }],
        },
    ];
}
