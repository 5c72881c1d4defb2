namespace Domar.Image.Tests.Harness;

/// <summary>The files of a running machine, all in one folder whose path is short enough for Unix sockets.</summary>
/// <param name="Folder">The folder.</param>
internal sealed record MachineFiles(string Folder)
{
    /// <summary>
    /// The serial line: two FIFOs, <c>.in</c> and <c>.out</c>. Not a socket: that holds some 270 writes of one byte, and QEMU drops the rest.
    /// </summary>
    public string SerialPipe => Path.Combine(Folder, "serial");

    /// <summary>Everything that came from the serial line, as it came.</summary>
    public string SerialLog => Path.Combine(Folder, "console.log");

    /// <summary>Socket of QMP; QEMU listens on it.</summary>
    public string QmpSocket => Path.Combine(Folder, "qmp");

    /// <summary>A program that joins its standard input and output to a port of this host's loopback: QEMU starts it for each connection of the guest (<see cref="NicOptions.Servers"/>).</summary>
    public string Relay => Path.Combine(Folder, "relay");

    /// <summary>The UEFI variables of this machine.</summary>
    public string UefiVariables => Path.Combine(Folder, "vars.fd");

    /// <summary>File of a blank disk.</summary>
    public string BlankDisk(int index) => Path.Combine(Folder, $"disk{index}.raw");
}
