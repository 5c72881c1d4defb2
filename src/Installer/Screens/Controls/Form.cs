using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>Controls that the focus goes round: Tab and arrows forth, Shift-Tab and arrows back.</summary>
internal abstract class Form
{
    private int _focus = -1;

    /// <summary>The controls, in the order of the focus.</summary>
    protected abstract IReadOnlyList<Control> Controls { get; }

    /// <summary>Places the controls, and draws what is around them.</summary>
    /// <param name="canvas">The screen.</param>
    protected abstract void Arrange(Canvas canvas);

    /// <summary>The control that keys go to; null for none.</summary>
    protected Control? Focused
    {
        get
        {
            if (_focus < 0 || _focus >= Controls.Count || !Controls[_focus].CanFocus)
            {
                _focus = Controls.ToList().FindIndex(static control => control.CanFocus);
            }

            return _focus < 0 ? null : Controls[_focus];
        }
    }

    /// <summary>It comes onto the screen: keys go to its beginning.</summary>
    public void Enter() => _focus = -1;

    /// <summary>Draws it.</summary>
    public void Draw(Canvas canvas)
    {
        Arrange(canvas);
        canvas.Cursor = null;
        foreach (var control in Controls)
        {
            control.Draw(canvas, control == Focused);
        }
    }

    /// <summary>Takes a key.</summary>
    public virtual void Press(Key key)
    {
        if (Focused is not { } control || control.Press(key))
        {
            return;
        }

        switch (key.Code)
        {
            case KeyCode.Tab or KeyCode.Down or KeyCode.Right or KeyCode.Enter:
                Move(1);
                break;
            case KeyCode.BackTab or KeyCode.Up or KeyCode.Left:
                Move(-1);
                break;
            default:
                break;
        }
    }

    /// <summary>Lets keys go to a control.</summary>
    protected void Focus(Control control)
    {
        Focused?.Leave();
        _focus = Controls.ToList().IndexOf(control);
    }

    private void Move(int by)
    {
        Focused?.Leave();
        for (var i = 0; i < Controls.Count; i++)
        {
            _focus = (_focus + by + Controls.Count) % Controls.Count;
            if (Controls[_focus].CanFocus)
            {
                return;
            }
        }
    }
}
