using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>A part of a screen. Its place is set before each drawing, so that it follows the size of the terminal.</summary>
internal abstract class Control
{
    /// <summary>First column.</summary>
    public int X { get; private set; }

    /// <summary>First row.</summary>
    public int Y { get; private set; }

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Whether keys can go to it.</summary>
    public virtual bool CanFocus => false;

    /// <summary>Puts it somewhere.</summary>
    public void Place(int x, int y, int width, int height) => (X, Y, Width, Height) = (x, y, width, height);

    /// <summary>Draws it.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="hasFocus">Whether keys go to it.</param>
    public abstract void Draw(Canvas canvas, bool hasFocus);

    /// <summary>Takes a key, or not.</summary>
    public virtual bool Press(Key key) => false;

    /// <summary>Keys go elsewhere now.</summary>
    public virtual void Leave()
    {
    }
}
