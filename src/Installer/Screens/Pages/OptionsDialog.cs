using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>Sizes and properties of the layout.</summary>
internal sealed class OptionsDialog : Form
{
    private const int LabelWidth = 12;
    private const int FieldWidth = 20;
    private const int Width = 74;

    private readonly DisksModel _model;
    private readonly IReadOnlyList<TextInput> _inputs;
    private readonly ChoiceList _compress;
    private readonly ChoiceList _checksum;
    private readonly Button _ok;

    /// <summary>Makes it.</summary>
    public OptionsDialog(IInstallerPages pages, DisksModel model)
    {
        _model = model;
        _inputs = [.. model.Fields.Select(field => new TextInput(field, LabelWidth, pages.Check, FieldWidth))];
        _compress = List(DisksModel.Compressions, () => model.Compress, value => model.Compress = value);
        _checksum = List(DisksModel.Checksums, () => model.Checksum, value => model.Checksum = value);
        _ok = new Button("Close", pages.Close);
        Controls = model.Layout.IsZfs() ? [.. _inputs, _compress, _checksum, _ok] : [.. _inputs, _ok];

        static ChoiceList List(IReadOnlyList<string> values, Func<string> value, Action<string> set) => new(
            () => values.Count, i => values[i], i => values[i] == value() ? "(*)" : "( )", static _ => true, i => set(values[i]))
        {
            Current = values.ToList().IndexOf(value()),
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        foreach (var field in _model.Fields)
        {
            field.IsVisited = true;
        }

        var isZfs = _model.Layout.IsZfs();
        var height = (_inputs.Count * 3) + (isZfs ? 7 : 4);
        var (left, top) = ((canvas.Width - Width) / 2, Math.Max(0, (canvas.Height - height) / 2));
        canvas.Box(left, top, Width, height, isZfs ? "Options of ZFS" : "Options of LVM");
        for (var i = 0; i < _inputs.Count; i++)
        {
            _inputs[i].Place(left + 2, top + 1 + (i * 3), Width - 4, 3);
        }

        if (isZfs)
        {
            var y = top + 1 + (_inputs.Count * 3);
            canvas.Text(left + 2, y, "compress");
            _compress.Place(left + 2 + LabelWidth, y, 16, 3);
            canvas.Text(left + 34, y, "checksum");
            _checksum.Place(left + 34 + LabelWidth, y, 16, 3);
        }

        _ok.Place(left + 2, top + height - 2, _ok.Length, 1);
    }
}
