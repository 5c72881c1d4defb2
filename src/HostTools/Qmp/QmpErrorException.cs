namespace Domar.HostTools.Qmp;

/// <summary>QEMU refused a command.</summary>
/// <param name="command">The command.</param>
/// <param name="errorClass">QEMU's class of the error, for example <c>GenericError</c> or <c>DeviceNotFound</c>.</param>
/// <param name="description">QEMU's words.</param>
public sealed class QmpErrorException(string command, string errorClass, string description)
    : QmpException($"QEMU refused '{command}': {description}", null)
{
    /// <summary>The command.</summary>
    public string Command { get; } = command;

    /// <summary>QEMU's class of the error.</summary>
    public string ErrorClass { get; } = errorClass;

    /// <summary>QEMU's words.</summary>
    public string Description { get; } = description;
}
