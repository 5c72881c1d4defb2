namespace Domar.Core.Qemu;

/// <summary>A file that must be copied anew before QEMU starts.</summary>
/// <param name="Source">Absolute path.</param>
/// <param name="Target">Absolute path; overwritten.</param>
public sealed record FileCopy(string Source, string Target);
