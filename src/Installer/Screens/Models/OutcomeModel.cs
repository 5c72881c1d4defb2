using System.Net.Sockets;
using Domar.Core.Install.Settings;

namespace Domar.Installer.Screens.Models;

/// <summary>How it ended, and what to do next.</summary>
/// <param name="settings">What was installed.</param>
/// <param name="disks">Names of the disks.</param>
/// <param name="failure">Why it failed; null when it did not.</param>
/// <param name="notes">What is missing, and was not needed.</param>
internal sealed class OutcomeModel(InstallSettings settings, string disks, string? failure, IReadOnlyList<string> notes)
{
    /// <summary>Port of the API, as Proxmox VE has it.</summary>
    private const int Port = 8006;

    /// <summary>Whether it was installed.</summary>
    public bool IsDone => failure is null;

    /// <summary>Where the installed machine answers.</summary>
    public string Url => settings.Network.Address.Address is var address && address.AddressFamily == AddressFamily.InterNetworkV6
        ? $"https://[{address}]:{Port}"
        : $"https://{address}:{Port}";

    /// <summary>What to read.</summary>
    public string Text => failure is null
        ? $"""
            Domar is installed on {disks}.
            {string.Concat(notes.Select(static note => $"Note: {note}\n"))}
            What to do next:

              1. Restart the machine with the button below.
              2. Take the medium out when the screen goes dark: a CD, a stick, or
                 the ISO of a remote console.
              3. About a minute later the machine answers at
                 {Url}
                 as {settings.Name}. Log in as root, with the password that you chose,
                 there, on this console, or with ssh.
            """
        : $"""
            The installation failed.

            {failure}

            Only the disks that were chosen ({disks}) were written to. What was on them
            has to be regarded as lost, and they do not start a machine now.

            What to do next:

              1. F10 shows the log, which names every command and what it printed.
              2. Mend the cause, or choose other disks, and install again: everything
                 that you entered is still here.
            """;
}
