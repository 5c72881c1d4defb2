namespace Domar.Image.Tests.Harness;

/// <summary>QEMU has ended while something was expected of its machine; the message has its last words and the end of the console.</summary>
internal sealed class MachineEndedException(string message, Exception? inner = null) : Exception(message, inner);
