namespace Domar.Installer.Screens.Models;

/// <summary>Who may log in, and whom to write to.</summary>
internal sealed class AccountModel : PageModel
{
    /// <summary>Makes it.</summary>
    public AccountModel() => Fields = [Password, Again, SshKey, Mail];

    /// <summary>Password of root.</summary>
    public FieldModel Password { get; } = new(FieldKey.Password, "Password of root", "a sentence that nobody else would think of") { IsSecret = true, Hint = "8 characters or more" };

    /// <summary>The same again.</summary>
    public FieldModel Again { get; } = new(FieldKey.PasswordAgain, "The same again", "the password") { IsSecret = true };

    /// <summary>A key for root.</summary>
    public FieldModel SshKey { get; } = new(FieldKey.SshKey, "SSH key") { Hint = "A public key that may log in as root; may stay empty" };

    /// <summary>Mail address of the administrator.</summary>
    public FieldModel Mail { get; } = new(FieldKey.Mail, "Mail address", "admin@example.com") { Hint = "Failures of disks and guests are told to it" };

    /// <inheritdoc/>
    public override IReadOnlyList<FieldModel> Fields { get; }

    /// <inheritdoc/>
    protected override bool Owns(FieldKey key) => key is FieldKey.Password or FieldKey.PasswordAgain or FieldKey.SshKey or FieldKey.Mail;

    /// <inheritdoc/>
    protected override IEnumerable<FieldProblem> OwnProblems()
    {
        if (Again.Value != Password.Value)
        {
            yield return new FieldProblem(FieldKey.PasswordAgain, "The two passwords differ. Type the same in both fields; Ctrl-U empties one.");
        }
    }
}
