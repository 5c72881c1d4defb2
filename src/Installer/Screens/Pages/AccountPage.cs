using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>Password, SSH key, mail.</summary>
internal sealed class AccountPage : QuestionPage
{
    private const int LabelWidth = 20;
    private const int RowsOfField = 4;

    private readonly IReadOnlyList<TextInput> _inputs;

    /// <summary>Makes it.</summary>
    public AccountPage(IInstallerPages pages, AccountModel model)
        : base(pages, model)
    {
        _inputs = [.. model.Fields.Select(field => new TextInput(field, LabelWidth, pages.Check))];
        Controls = [.. _inputs, Next, Back];
    }

    /// <inheritdoc/>
    public override string Title => "Password, key, mail";

    /// <inheritdoc/>
    public override int Number => 4;

    /// <inheritdoc/>
    public override string Help => """
        The password is that of root, for the web API, this console and ssh. It is stored as a hash only. It must have 8 characters; a long one is better.

        The SSH key is one line, as in ~/.ssh/id_ed25519.pub of your own machine: paste it. Who has its other half can log in as root without the password.

        Mail goes to the address when a disk, a guest or an update fails.
        """;

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            _inputs[i].Place(Left, Top + 1 + (i * RowsOfField), canvas.Width - (2 * Left), RowsOfField);
        }

        ArrangeFoot(canvas);
    }
}
