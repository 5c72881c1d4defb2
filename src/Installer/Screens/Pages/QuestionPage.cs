using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>A screen with fields, and buttons back and next. Next opens only when nothing is wrong; otherwise everything wrong is shown.</summary>
internal abstract class QuestionPage : Page
{
    private readonly IInstallerPages _pages;
    private readonly PageModel _model;
    private readonly TextBlock _foot;
    private string _footText = "";

    /// <summary>Makes it.</summary>
    /// <param name="pages">Leads to other screens.</param>
    /// <param name="model">What is behind it.</param>
    protected QuestionPage(IInstallerPages pages, PageModel model)
    {
        (_pages, _model) = (pages, model);
        _foot = new TextBlock(() => _footText, TextStyle.Error);
        Next = new Button("Next", GoOn);
        Back = new Button("Back", pages.Back);
    }

    /// <summary>The button that leads on.</summary>
    protected Button Next { get; }

    /// <summary>The button that leads back.</summary>
    protected Button Back { get; }

    /// <summary>Places the buttons, and draws beside them what is wrong that no field of this screen shows.</summary>
    /// <param name="canvas">The screen.</param>
    /// <param name="more">Buttons beside next and back.</param>
    protected void ArrangeFoot(Canvas canvas, params IReadOnlyList<Button> more)
    {
        PlaceButtons(canvas, [Next, Back, .. more]);
        if (!_model.IsTried || _model.Problems.Count == 0)
        {
            return;
        }

        var hidden = _model.Problems.Where(problem => !_model.Fields.Any(field => field.Key == problem.Field && ShowsProblem(field))).ToList();
        var text = hidden.Count > 0 ? string.Join(' ', hidden.Select(static problem => problem.Text))
            : _model.Problems.Count == 1 ? "One field needs to be changed."
            : $"{_model.Problems.Count} fields need to be changed.";
        var last = more.Count > 0 ? more[^1] : Back;
        _footText = $"! {text}";
        _foot.Place(last.X + last.Length + 2, last.Y, canvas.Width - last.X - last.Length - 3, 2);
        _foot.Draw(canvas, hasFocus: false);
    }

    /// <summary>Whether a field is on the screen with room for its problem.</summary>
    protected virtual bool ShowsProblem(FieldModel field) => true;

    private void GoOn()
    {
        _model.ShowAll();
        _pages.Check();
        if (_model.Problems.Count == 0)
        {
            _pages.Next();
        }
    }
}
