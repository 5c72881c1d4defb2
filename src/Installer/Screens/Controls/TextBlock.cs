using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>Text that is only read.</summary>
/// <param name="text">The text, asked for at each drawing.</param>
/// <param name="style">What it is.</param>
internal sealed class TextBlock(Func<string> text, TextStyle style = TextStyle.Normal) : Control
{
    /// <inheritdoc/>
    public override void Draw(Canvas canvas, bool hasFocus)
    {
        var lines = WrappedText.Lines(text(), Width);
        for (var i = 0; i < Math.Min(lines.Count, Height); i++)
        {
            // What does not fit is seen not to fit.
            var isCut = i == Height - 1 && lines.Count > Height;
            canvas.Text(X, Y + i, isCut ? $"{lines[i][..Math.Min(lines[i].Length, Width - 3)]}..." : lines[i], style);
        }
    }
}
