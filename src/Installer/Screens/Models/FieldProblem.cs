namespace Domar.Installer.Screens.Models;

/// <summary>Something wrong.</summary>
/// <param name="Field">Where.</param>
/// <param name="Text">A sentence: what, why, what to do.</param>
internal sealed record FieldProblem(FieldKey Field, string Text);
