namespace Domar.Core.Qemu;

/// <summary>A guest's configuration cannot be planned on this host. The message is for people: what is wrong and what to do.</summary>
/// <param name="message">What is wrong, why, and what to do.</param>
public sealed class PlanException(string message) : Exception(message);
