using System.Text;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;
using Domar.Installer.Inventory;

namespace Domar.Installer.Screens.Models;

/// <summary>All that is entered, and what comes of it. Knows no terminal.</summary>
internal sealed class InstallerModel
{
    private readonly IReadOnlySet<string>? _zones;
    private InstallFacts _facts;

    /// <summary>Makes it.</summary>
    /// <param name="report">The host.</param>
    /// <param name="countries">Countries, by name.</param>
    /// <param name="zones">All time zones; null when they are not known.</param>
    public InstallerModel(MachineReport report, IReadOnlyList<Country> countries, IReadOnlySet<string>? zones)
    {
        Report = report;
        _zones = zones;
        _facts = report.ToFacts() with { TimeZones = zones };
        Disks = new DisksModel(report);
        Place = new PlaceModel(countries, zones);
        Network = new NetworkModel(report);
        Check();
    }

    /// <summary>The host.</summary>
    public MachineReport Report { get; private set; }

    /// <summary>Disks and layout.</summary>
    public DisksModel Disks { get; }

    /// <summary>Country, time zone, keyboard.</summary>
    public PlaceModel Place { get; }

    /// <summary>Password, key, mail.</summary>
    public AccountModel Account { get; } = new();

    /// <summary>Host name and network.</summary>
    public NetworkModel Network { get; }

    /// <summary>What was entered, made definite; null while something is wrong.</summary>
    public InstallSettings? Settings { get; private set; }

    /// <summary>Takes in what is on the host now, as after an installation that failed; what was entered stays.</summary>
    public void SetReport(MachineReport report)
    {
        Report = report;
        _facts = report.ToFacts() with { TimeZones = _zones };
        Disks.SetReport(report);
        Check();
    }

    /// <summary>Applies the rules of unattended installations to what is entered now, and tells each screen what is wrong on it.</summary>
    public void Check()
    {
        var answer = AnswerText.Write(this, withPassword: true);
        var resolution = InstallSettingsResolver.Resolve(AnswerParser.Parse(Encoding.UTF8.GetBytes(answer.Text)), _facts);
        var problems = resolution.Problems
            .Select(problem => answer.FieldAt(problem.At.Line) is { } field ? new FieldProblem(field, Sentence(field, problem.Message)) : null)
            .OfType<FieldProblem>().ToList();
        PageModel[] pages = [Disks, Place, Account, Network];
        foreach (var page in pages)
        {
            page.SetProblems(problems);
        }

        Settings = pages.All(static page => page.Problems.Count == 0) ? resolution.Settings : null;
    }

    private string Sentence(FieldKey key, string message)
    {
        var field = Account.Fields.Concat(Network.Fields).FirstOrDefault(field => field.Key == key);
        return field is { Value: "" } ? $"This must not be empty. Write {field.Example}" + (field.IsSecret ? "." : ", for example.") : ScreenMessages.Sentence(message);
    }
}
