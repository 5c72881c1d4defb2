using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Primitives;

namespace Domar.Core.Install.Settings;

/// <summary>Makes an answer file definite for a host: which disks, which card, which name. Asks nothing: the host's facts are a parameter.</summary>
public static class InstallSettingsResolver
{
    /// <summary>Resolves. Problems of parsing are kept, and whatever could be read is checked nevertheless, so that all problems are told at once.</summary>
    /// <param name="parsed">The answer file.</param>
    /// <param name="facts">The host.</param>
    public static InstallResolution Resolve(AnswerParseResult parsed, InstallFacts facts)
    {
        if (parsed.File is not { } answer)
        {
            return new InstallResolution(null, parsed.Problems, []);
        }

        var log = new ResolverLog();
        var name = NameResolver.Resolve(answer.Global.Name, facts, log);
        var network = NetworkResolver.Resolve(answer.Network, facts, log);
        var disks = DiskResolver.Resolve(answer.Disks, facts, log);
        CheckTimeZone(answer.Global.TimeZone, facts, log);
        var problems = AnswerProblem.Sort(parsed.Problems.Concat(log.Problems));
        var warnings = AnswerProblem.Sort(log.Warnings);
        if (problems.Count > 0)
        {
            return new InstallResolution(null, problems, warnings);
        }

        // Without problems nothing is missing: every null above has said why.
        var global = answer.Global;
        var settings = new InstallSettings
        {
            Keyboard = global.Keyboard!,
            Country = global.Country!,
            TimeZone = global.TimeZone!.Value,
            MailTo = global.MailTo!,
            RootPassword = global.RootPassword!,
            RootSshKeys = global.RootSshKeys,
            Name = name!,
            Network = network!,
            Disks = disks!,
            RebootMode = global.RebootMode,
            RebootOnError = global.RebootOnError,
            Webhook = answer.Webhook,
            FirstBoot = answer.FirstBoot,
        };
        return new InstallResolution(settings, problems, warnings);
    }

    private static void CheckTimeZone(Located<string>? zone, InstallFacts facts, ResolverLog log)
    {
        if (zone is null || facts.TimeZones is not { } known || known.Contains(zone.Value))
        {
            return;
        }

        var near = NearestName.Find(zone.Value, known);
        log.Fail(zone.At, $"global.timezone {MessageText.Quote(zone.Value)} is unknown; {(near is null ? "'timedatectl list-timezones' shows all" : $"did you mean \"{near}\"?")}");
    }
}
