using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>A guest that this node knows: its supervisor and its config as last read.</summary>
internal sealed class GuestEntry(GuestKind kind, GuestId id, GuestSupervisor supervisor)
{
    private volatile GuestConfig? _config;
    private volatile string? _configProblem;

    public GuestKind Kind { get; } = kind;

    public GuestId Id { get; } = id;

    /// <summary>What people call it: <c>VM 100</c>.</summary>
    public string Name => Supervisor.Name;

    public GuestSupervisor Supervisor { get; } = supervisor;

    /// <summary>The last config that could be read; null when there never was one.</summary>
    public GuestConfig? Config => _config;

    /// <summary>Why the config file as it is now cannot be read; null when it can.</summary>
    public string? ConfigProblem => _configProblem;

    /// <summary>Usage at the last look, for rates.</summary>
    public UsageSample? LastUsage { get; set; }

    public void SetConfig(GuestConfig config)
    {
        _config = config;
        _configProblem = null;
    }

    public void SetProblem(string problem) => _configProblem = problem;

    /// <summary>The config, for a change or a start.</summary>
    /// <exception cref="RequestRefusedException">It cannot be read as it is now.</exception>
    public GuestConfig RequireConfig() => _configProblem is { } problem
        ? throw new RequestRefusedException(RefusalReason.Conflict, $"{Name}: its config cannot be read; mend it first. {problem}")
        : _config ?? throw new RequestRefusedException(RefusalReason.NotFound, $"{Name} has no config");
}
