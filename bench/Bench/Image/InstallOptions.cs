namespace Domar.Bench.Image;

/// <summary>What 'domar-bench install' was asked for.</summary>
/// <param name="Iso">The medium.</param>
/// <param name="Built">The build's folder with vmlinuz, initrd and root.img of that ISO.</param>
/// <param name="Rounds">Installs of each layout, whose median counts.</param>
internal sealed record InstallOptions(string Iso, string Built, int Rounds);
