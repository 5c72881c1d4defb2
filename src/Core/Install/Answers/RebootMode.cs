namespace Domar.Core.Install.Answers;

/// <summary>What happens after a successful installation.</summary>
public enum RebootMode
{
    /// <summary>The machine starts again, from its disk.</summary>
    Reboot,

    /// <summary>The machine is switched off.</summary>
    PowerOff,
}
