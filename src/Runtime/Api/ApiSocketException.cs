namespace Domar.Runtime.Api;

/// <summary>The API socket cannot be opened. The message says why and what to do.</summary>
internal sealed class ApiSocketException(string message, Exception? inner = null) : Exception(message, inner);
