namespace Domar.Core.Qemu;

/// <summary>Everything that starting a VM takes; executing it leaves no choice.</summary>
public sealed record QemuLaunchPlan
{
    /// <summary>Absolute path of the QEMU binary.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, without the program.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>QMP commands after QMP's greeting, in order.</summary>
    public required IReadOnlyList<QmpStep> AfterStart { get; init; }

    /// <summary>Socket that QMP answers on.</summary>
    public required string QmpSocketPath { get; init; }

    /// <summary>The pid file that QEMU writes.</summary>
    public required string PidFilePath { get; init; }

    /// <summary>Sockets of the serial ports by port number, for those with <c>serialN: socket</c>.</summary>
    public required IReadOnlyDictionary<int, string> SerialSocketPaths { get; init; }

    /// <summary>Socket of the VNC display; null when the guest has no display.</summary>
    public string? VncSocketPath { get; init; }

    /// <summary>Socket of the guest agent; null when the configuration has none.</summary>
    public string? AgentSocketPath { get; init; }

    /// <summary>Files to copy before the start.</summary>
    public IReadOnlyList<FileCopy> FilesToCopy { get; init; } = [];

    /// <summary>Tap interfaces to make before the start; empty with user-mode networking.</summary>
    public IReadOnlyList<TapInterface> Taps { get; init; } = [];

    /// <summary>How the guest's code runs.</summary>
    public Accelerator Accelerator { get; init; }

    /// <summary>The machine type with its version as the guest sees it (Proxmox: <c>runningmachine</c>), for example <c>pc-i440fx-10.0</c>.</summary>
    public required string MachineType { get; init; }

    /// <summary>Things worth telling a person that did not stop the plan.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
