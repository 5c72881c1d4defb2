using Domar.Core.Install.Answers;
using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>Disks and layout.</summary>
internal sealed class DisksPage : QuestionPage
{
    private const int DetailRows = 3;

    private readonly DisksModel _model;
    private readonly ChoiceList _disks;
    private readonly ChoiceList _layouts;
    private readonly TextBlock _details;
    private readonly Button _options;

    /// <summary>Makes it.</summary>
    public DisksPage(IInstallerPages pages, DisksModel model)
        : base(pages, model)
    {
        _model = model;
        _disks = new ChoiceList(
            () => model.Disks.Count,
            i => Row(model.Disks[i]),
            i => model.Disks[i] switch { { Refusal: not null } => " - ", { IsChosen: true } => "[x]", _ => "[ ]" },
            i => model.Disks[i].Refusal is null,
            i =>
            {
                model.Toggle(i);
                pages.Check();
            });
        _layouts = new ChoiceList(
            static () => InstallLayouts.All.Count,
            i => Row(InstallLayouts.All[i], model.Chosen.Count),
            i => model.Chosen.Count > 0 && InstallLayouts.All[i] == model.Layout ? "(*)" : InstallLayouts.All[i].WhyNot(model.Chosen.Count) is null ? "( )" : " - ",
            i => InstallLayouts.All[i].WhyNot(model.Chosen.Count) is null,
            i =>
            {
                model.Choose(InstallLayouts.All[i]);
                pages.Check();
            });
        _details = new TextBlock(() => model.NothingUsable ?? (model.Disks.Count == 0 ? "" : model.Disks[_disks.Current].Details));
        _options = new Button("Options", () => pages.Open(new OptionsDialog(pages, model)));
        Controls = [_disks, _layouts, Next, Back, _options, _details];
    }

    /// <inheritdoc/>
    public override string Title => "Disks and layout";

    /// <inheritdoc/>
    public override int Number => 2;

    /// <inheritdoc/>
    public override string Help => """
        Mark the disks to install on with the space bar. All that is on them is erased; what that is stands below the list. Disks with a dash cannot be used, and the same place says why.

        LVM takes one disk: the state of the host on ext4 or xfs, and a thin pool for the disks of guests.

        ZFS takes one disk or several. RAID1 keeps everything on each disk; RAID10 spreads over pairs; RAIDZ-1, -2 and -3 survive the loss of one, two or three disks. With redundancy the machine also starts from any one of the disks that are left. Layouts that are impossible with the marked disks have a dash.

        "Options" has the sizes and the properties of the pool. Empty fields take what is usual.
        """;

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override bool ShowsProblem(FieldModel field) => false;

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        var layouts = InstallLayouts.All.Count;
        var rows = canvas.Height - Top - layouts - DetailRows - 4;
        canvas.Text(Left, Top - 1, "    Disk     Size       Model                Serial           Connection", TextStyle.Heading);
        _disks.Place(Left, Top, canvas.Width - Left - 1, rows);
        _details.Place(Left, Top + rows, canvas.Width - Left - 2, DetailRows);
        canvas.Text(Left, Top + rows + DetailRows, "Layout", TextStyle.Heading);
        _layouts.Place(Left, Top + rows + DetailRows + 1, canvas.Width - Left - 1, layouts);
        ArrangeFoot(canvas, _options);
    }

    private static string Row(DiskChoice disk) =>
        $"{disk.Device.Name,-8} {disk.Size,-10} {Cut(disk.Device.Model, 20),-20} {Cut(disk.Device.Serial, 16),-16} {disk.Kind}";

    private static string Row(InstallLayout layout, int disks) =>
        layout.WhyNot(disks) is { } why ? $"{layout.Name(disks),-44} needs {why}" : layout.Name(disks);

    private static string Cut(string? text, int width) => text is null ? "-" : MessageText.OneLine(text) is var line && line.Length > width ? line[..width] : line;
}
