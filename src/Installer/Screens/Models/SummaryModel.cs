using System.Text;
using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.Installer.Output;

namespace Domar.Installer.Screens.Models;

/// <summary>The plan, and the confirmation. It is made anew each time that its screen comes, so that a confirmation never holds for another plan.</summary>
internal sealed class SummaryModel
{
    // More names than that nobody would type.
    private const int MostNames = 6;

    private readonly string _settings;

    /// <summary>Makes it.</summary>
    /// <param name="settings">What was entered.</param>
    /// <param name="disks">The chosen disks.</param>
    public SummaryModel(InstallSettings settings, IReadOnlyList<DiskChoice> disks)
    {
        Settings = settings;
        _settings = SettingsText.Write(settings);
        // Its first line speaks of an answer file, which nobody sees here.
        _settings = _settings[(_settings.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var names = disks.Select(static disk => disk.Device.Name).ToList();
        DisksText = string.Join(", ", names);
        Phrase = disks.All(static disk => disk.Contents.Count == 0) ? null
            : names.Count > MostNames ? $"erase {names.Count} disks"
            : $"erase {string.Join(' ', names)}";
    }

    /// <summary>What was entered.</summary>
    public InstallSettings Settings { get; }

    /// <summary>The disks' names.</summary>
    public string DisksText { get; }

    /// <summary>What must be typed; null when no disk has anything on it.</summary>
    public string? Phrase { get; }

    /// <summary>What is typed.</summary>
    public FieldModel Typed { get; } = new(FieldKey.Disks, "Confirmation");

    /// <summary>The plan; null while it is made.</summary>
    public InstallPlanResult? Planned { get; private set; }

    /// <summary>Why it cannot begin; null when it can.</summary>
    public string? Obstacle
    {
        get
        {
            if (Planned is not { } planned)
            {
                return "The plan is being made.";
            }

            if (planned.Plan is null)
            {
                return "This cannot be installed; the problems stand above. Go back and change what they name.";
            }

            return Phrase is null || Words(Typed.Value) == Phrase ? null : $"To install, type exactly: {Phrase}";
        }
    }

    /// <summary>The plan that may be carried out; null while something is in the way.</summary>
    public StepPlan? Confirmed => Obstacle is null ? Planned?.Plan : null;

    /// <summary>Settings, problems and plan.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var problem in Planned?.Problems ?? [])
            {
                text.Append("! ").Append(ScreenMessages.Sentence(problem)).Append('\n');
            }

            foreach (var note in Planned?.Notes ?? [])
            {
                text.Append("Note: ").Append(ScreenMessages.Sentence(note)).Append('\n');
            }

            text.Append(_settings).Append("\n\n");
            text.Append(Planned switch { null => "The plan is being made ...", { Plan: null } => "There is no plan.", { } planned => $"What will be done:\n\n{StepText.Format(planned.Plan)}" });
            return text.ToString();
        }
    }

    /// <summary>The plan is made.</summary>
    public void SetPlan(InstallPlanResult plan) => Planned = plan;

    private static string Words(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
