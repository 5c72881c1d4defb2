using Domar.Installer.Screens.Controls;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>A screen: a title, a help text, controls.</summary>
internal abstract class Page : Form
{
    /// <summary>First row below the title.</summary>
    protected const int Top = 2;

    /// <summary>Column of texts.</summary>
    protected const int Left = 2;

    /// <summary>Its title.</summary>
    public abstract string Title { get; }

    /// <summary>What F1 shows.</summary>
    public abstract string Help { get; }

    /// <summary>Its number among the screens with questions; 0 for the others.</summary>
    public virtual int Number => 0;

    /// <summary>Puts buttons into the row above the last.</summary>
    protected static void PlaceButtons(Canvas canvas, params IReadOnlyList<Button> buttons)
    {
        var x = Left;
        foreach (var button in buttons)
        {
            button.Place(x, canvas.Height - 3, button.Length, 1);
            x += button.Length + 2;
        }
    }
}
