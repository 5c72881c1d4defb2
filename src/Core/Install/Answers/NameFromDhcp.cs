namespace Domar.Core.Install.Answers;

/// <summary>The DHCP server has the host name: <c>fqdn.source = "from-dhcp"</c>.</summary>
/// <param name="at">Where that is said.</param>
/// <param name="Domain">The domain; it goes before what the server says. Null takes the server's.</param>
public sealed record NameFromDhcp(TextPosition at, string? Domain) : AnswerName(at);
