namespace Domar.HostTools.Tests.Qmp;

/// <summary>A command as the server saw it.</summary>
public sealed record FakeQmpCommand(string Name, long Id, string? Arguments);
