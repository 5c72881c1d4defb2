using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>A field of one line with its label, and below it what is wrong, or a hint.</summary>
/// <param name="field">What is behind it.</param>
/// <param name="labelWidth">Columns of the label.</param>
/// <param name="changed">Is called after each change.</param>
/// <param name="fieldWidth">Columns of the field at most.</param>
internal sealed class TextInput(FieldModel field, int labelWidth, Action changed, int fieldWidth = int.MaxValue) : Control
{
    private const int LongestText = 4096;

    private int _cursor = field.Value.Length;

    /// <inheritdoc/>
    public override bool CanFocus => true;

    /// <inheritdoc/>
    public override void Draw(Canvas canvas, bool hasFocus)
    {
        _cursor = Math.Min(_cursor, field.Value.Length);
        var width = Math.Min(Width - labelWidth, fieldWidth);
        var first = Math.Max(0, _cursor - width + 1);
        var text = field.IsSecret ? new string('*', field.Value.Length) : field.Value;
        canvas.Text(X, Y, field.Label, TextStyle.Normal, labelWidth - 1);
        canvas.Text(X + labelWidth, Y, text[first..], hasFocus ? TextStyle.Focused : TextStyle.Field, width);
        if (hasFocus)
        {
            canvas.Cursor = (X + labelWidth + _cursor - first, Y);
        }

        var problem = field.ShownProblem;
        var lines = WrappedText.Lines(problem is null ? field.Hint : $"! {problem}", Width - 2);
        for (var i = 0; i < Math.Min(lines.Count, Height - 1); i++)
        {
            canvas.Text(X + 2, Y + 1 + i, lines[i], problem is null ? TextStyle.Dimmed : TextStyle.Error);
        }
    }

    /// <inheritdoc/>
    public override void Leave() => field.IsVisited = field.IsVisited || field.IsEdited;

    /// <inheritdoc/>
    public override bool Press(Key key)
    {
        switch (key.Code)
        {
            case KeyCode.Character when field.Value.Length < LongestText:
                Set(field.Value.Insert(_cursor, key.Character.ToString()), _cursor + 1);
                return true;
            case KeyCode.Backspace:
                if (_cursor > 0)
                {
                    Set(field.Value.Remove(_cursor - 1, 1), _cursor - 1);
                }

                return true;
            case KeyCode.Delete:
                if (_cursor < field.Value.Length)
                {
                    Set(field.Value.Remove(_cursor, 1), _cursor);
                }

                return true;
            case KeyCode.Clear:
                Set("", 0);
                return true;
            case KeyCode.Left:
                _cursor = Math.Max(0, _cursor - 1);
                return true;
            case KeyCode.Right:
                _cursor = Math.Min(field.Value.Length, _cursor + 1);
                return true;
            case KeyCode.Home:
                _cursor = 0;
                return true;
            case KeyCode.End:
                _cursor = field.Value.Length;
                return true;
            default:
                return false;
        }
    }

    private void Set(string value, int cursor)
    {
        field.Value = value;
        _cursor = cursor;
        changed();
    }
}
