using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Settings;

/// <summary>Collects what is wrong while an answer file is resolved.</summary>
internal sealed class ResolverLog
{
    /// <summary>What is wrong.</summary>
    public List<AnswerProblem> Problems { get; } = [];

    /// <summary>What is perhaps not meant.</summary>
    public List<AnswerProblem> Warnings { get; } = [];

    /// <summary>Adds a problem.</summary>
    public void Fail(TextPosition at, string message) => Problems.Add(new AnswerProblem(at, message));

    /// <summary>Adds a warning.</summary>
    public void Warn(TextPosition at, string message) => Warnings.Add(new AnswerProblem(at, message));
}
