using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>A screen with fields, and buttons back and next. Next opens only when nothing is wrong; otherwise everything wrong is shown.</summary>
internal abstract class QuestionPage : Page
{
    private const int ProblemRows = 2;
    private const int ButtonsWidth = 24;

    private readonly IInstallerPages _pages;
    private readonly PageModel _model;

    /// <summary>Makes it.</summary>
    /// <param name="pages">Leads to other screens.</param>
    /// <param name="model">What is behind it.</param>
    protected QuestionPage(IInstallerPages pages, PageModel model)
    {
        (_pages, _model) = (pages, model);
        Next = new Button("Next", GoOn);
        Back = new Button("Back", pages.Back);
    }

    /// <summary>The button that leads on.</summary>
    protected Button Next { get; }

    /// <summary>The button that leads back.</summary>
    protected Button Back { get; }

    /// <summary>The line above the keys: what is wrong that no field of this screen shows.</summary>
    /// <param name="canvas">The screen.</param>
    protected void ShowProblems(Canvas canvas)
    {
        if (!_model.IsTried || _model.Problems.Count == 0)
        {
            return;
        }

        var hidden = _model.Problems.Where(problem => !_model.Fields.Any(field => field.Key == problem.Field && ShowsProblem(field))).ToList();
        var text = hidden.Count > 0 ? string.Join(' ', hidden.Select(static problem => problem.Text))
            : _model.Problems.Count == 1 ? "One field needs to be changed." : $"{_model.Problems.Count} fields need to be changed.";
        DrawProblem(canvas, text);
    }

    /// <summary>Whether a field is on the screen with room for its problem.</summary>
    protected virtual bool ShowsProblem(FieldModel field) => true;

    private static void DrawProblem(Canvas canvas, string text)
    {
        // Beside the buttons, and the row below them.
        var width = canvas.Width - ButtonsWidth - Left;
        var lines = WrappedText.Lines($"! {text}", width);
        for (var i = 0; i < Math.Min(lines.Count, ProblemRows); i++)
        {
            var isCut = i == ProblemRows - 1 && lines.Count > ProblemRows;
            canvas.Text(ButtonsWidth, canvas.Height - 3 + i, isCut ? $"{lines[i][..Math.Min(lines[i].Length, width - 3)]}..." : lines[i], TextStyle.Error);
        }
    }

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
