namespace Domar.Core.Install.Answers;

/// <summary>Password of root.</summary>
/// <param name="Text">The password, or its hash in the form of crypt(5).</param>
/// <param name="IsHashed">Which of them.</param>
public sealed record RootPassword(string Text, bool IsHashed)
{
    /// <summary>Keeps the password out of logs and messages.</summary>
    public override string ToString() => IsHashed ? "hashed" : "plain";
}
