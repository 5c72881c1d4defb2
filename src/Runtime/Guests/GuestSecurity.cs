using System.Globalization;
using Domar.Core.Primitives;
using Domar.HostTools.Exec;

namespace Domar.Runtime.Guests;

/// <summary>What systemd thinks of the rights of a guest's unit.</summary>
internal sealed class GuestSecurity(IEnumerable<GuestRegistry> registries, IToolRunner runner)
{
    private const string Verdict = "Overall exposure level for ";

    /// <summary>The text of <c>systemd-analyze security</c>, and the exposure in it (0: none, 10: all).</summary>
    /// <exception cref="RequestRefusedException">The guest does not run as a unit now.</exception>
    public async Task<(string Text, double Exposure)> AnalyzeAsync(GuestKind kind, GuestId id, CancellationToken cancellationToken)
    {
        var guest = registries.First(registry => registry.Kind == kind).Get(id);
        if (guest.Supervisor.Snapshot.State is GuestState.Stopped or GuestState.Starting)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"{guest.Name} is not running, so it has no unit to look at; start it first");
        }

        var unit = GuestRegistry.UnitName(kind, id);
        try
        {
            var result = await runner.RunAsync(new ToolCommand("systemd-analyze", ["security", "--no-pager", unit]), cancellationToken).ConfigureAwait(false);
            return result.ExitCode == 0 && Exposure(result.Output) is { } exposure
                ? (result.Output, exposure)
                : throw new RequestRefusedException(RefusalReason.Conflict, $"{guest.Name}: systemd does not know its unit {unit}: {result.Error.Trim()}");
        }
        catch (ToolException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"{guest.Name}: {e.Message}", null, e);
        }
    }

    /// <summary>The number in the last line, <c>Overall exposure level for UNIT: 2.3 OK</c>; null when there is none.</summary>
    internal static double? Exposure(string text)
    {
        var start = text.LastIndexOf(Verdict, StringComparison.Ordinal);
        var words = start < 0 ? [] : text[(start + Verdict.Length)..].Split(' ', 3);
        return words.Length > 1 && double.TryParse(words[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exposure) ? exposure : null;
    }
}
