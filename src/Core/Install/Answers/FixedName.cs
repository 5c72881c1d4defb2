namespace Domar.Core.Install.Answers;

/// <summary>The answer file has the name: <c>fqdn = "pve1.example.com"</c>.</summary>
/// <param name="at">Where it is.</param>
/// <param name="Name">The name.</param>
public sealed record FixedName(TextPosition at, FullHostName Name) : AnswerName(at);
