using Domar.HostTools.Exec;
using Domar.HostTools.Steps;

namespace Domar.Installer.Installing;

/// <summary>What an installation works with.</summary>
/// <param name="Runner">Runs tools.</param>
/// <param name="Executor">Carries out plans.</param>
/// <param name="Input">Where a person's answers come from.</param>
internal sealed record InstallTools(IToolRunner Runner, IStepExecutor Executor, TextReader Input)
{
    /// <summary>Whether the output is a terminal, on which a line can be written again.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Clock of rate and time left.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The image's accounts; the installed system has the same, with root's password.</summary>
    public string ShadowFile { get; init; } = "/etc/shadow";

    /// <summary>Where new file systems are mounted meanwhile, and where the log is.</summary>
    public string WorkFolder { get; init; } = "/run/domar-install";
}
