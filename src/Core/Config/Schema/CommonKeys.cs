using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

/// <summary>Keys that virtual machines and containers have in common.</summary>
internal static class CommonKeys
{
    internal static KeySchema[] All() =>
    [
        KeyText("description", "Notes on the guest; kept as comment lines at the top of the file.", maxLength: 8192),
        KeyText("hookscript", "Script that runs at steps of the guest's life.", Forms.Volume),
        KeyFlag("onboot", "Start with the node.", "0"),
        KeyFlag("protection", "Refuse to remove the guest or its disks.", "0"),
        Properties("startup", "Place and delays in the order of start and shutdown.",
        [
            Int("order", "Place in the order.", 0, isDefaultKey: true),
            Int("up", "Seconds to wait before the next guest starts.", 0),
            Int("down", "Seconds to wait for it to shut down.", 0),
        ],
        "pve-startup-order"),
        KeyText("tags", "Words to find guests by.", Forms.TagList),
        KeyFlag("template", "It is a template: never started, only cloned.", "0"),
        KeyText("parent", "Snapshot that this state came from.", Forms.ConfigId, fileOnly: true),
        KeyInt("snaptime", "When the snapshot was taken, in seconds since 1970.", 0, fileOnly: true),
        new("snapstate", ConfigValueType.String, "A snapshot that is being made or removed.") { AllowedValues = ["prepare", "delete"], FileOnly = true },
        KeyText("delete", "Keys that go away at the next start; in [PENDING] only.", Forms.DeleteList, fileOnly: true),
    ];
}
