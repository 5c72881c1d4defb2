using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>A button.</summary>
/// <param name="label">What is on it.</param>
/// <param name="press">What it does.</param>
internal sealed class Button(string label, Action press) : Control
{
    /// <inheritdoc/>
    public override bool CanFocus => IsEnabled;

    /// <summary>Whether it can be pressed.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Columns that it needs.</summary>
    public int Length => label.Length + 4;

    /// <inheritdoc/>
    public override void Draw(Canvas canvas, bool hasFocus) => canvas.Text(
        X, Y, hasFocus ? $">[{label}]<" : $" [{label}] ", hasFocus ? TextStyle.Focused : IsEnabled ? TextStyle.Normal : TextStyle.Dimmed);

    /// <inheritdoc/>
    public override bool Press(Key key)
    {
        if (key.Code != KeyCode.Enter && !key.Is(' '))
        {
            return false;
        }

        press();
        return true;
    }
}
