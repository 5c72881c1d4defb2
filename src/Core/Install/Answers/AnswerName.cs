namespace Domar.Core.Install.Answers;

/// <summary>Where the node's name comes from.</summary>
public abstract record AnswerName
{
    private protected AnswerName(TextPosition at) => At = at;

    /// <summary>Where that is said.</summary>
    public TextPosition At { get; }
}
