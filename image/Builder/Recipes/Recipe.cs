namespace Domar.Image.Builder.Recipes;

/// <summary>One concern of the image: what it needs and what it leaves out.</summary>
public sealed record Recipe
{
    /// <summary>The file's name without <c>.toml</c>, such as <c>30-storage</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people; empty where the file lacks it (a problem then).</summary>
    public required string Description { get; init; }

    /// <summary>Where the units of <see cref="Enable"/> are enabled.</summary>
    public InstallTarget Target { get; init; }

    /// <summary>Debian packages.</summary>
    public IReadOnlyList<Located<string>> Packages { get; init; } = [];

    /// <summary>Patterns (<see cref="Text.PathGlob"/>) of absolute paths to leave out.</summary>
    public IReadOnlyList<Located<string>> Remove { get; init; } = [];

    /// <summary>Patterns of absolute paths that no recipe's <see cref="Remove"/> leaves out.</summary>
    public IReadOnlyList<Located<string>> Keep { get; init; } = [];

    /// <summary>Kernel modules to keep: names, or patterns below <c>kernel/</c>.</summary>
    public IReadOnlyList<Located<string>> Modules { get; init; } = [];

    /// <summary>Names of modules for the initramfs.</summary>
    public IReadOnlyList<Located<string>> InitramfsModules { get; init; } = [];

    /// <summary>Patterns below <c>/usr/lib/firmware</c> to keep.</summary>
    public IReadOnlyList<Located<string>> Firmware { get; init; } = [];

    /// <summary>systemd units to enable.</summary>
    public IReadOnlyList<Located<string>> Enable { get; init; } = [];

    /// <summary>systemd units that their package enables and the image does not.</summary>
    public IReadOnlyList<Located<string>> Disable { get; init; } = [];

    /// <summary>systemd units that nothing may start.</summary>
    public IReadOnlyList<Located<string>> Mask { get; init; } = [];

    /// <summary>The recipe's limits.</summary>
    public Budget Budget { get; init; } = Budget.None;
}
