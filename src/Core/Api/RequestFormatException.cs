namespace Domar.Core.Api;

/// <summary>A request's query or body cannot be read: broken percent-encoding, broken JSON, a value that is neither text, number nor flag.</summary>
public sealed class RequestFormatException(string message, Exception? inner = null) : Exception(message, inner);
