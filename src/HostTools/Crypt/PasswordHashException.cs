namespace Domar.HostTools.Crypt;

/// <summary>A password could not be hashed. The message says why, without the password.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">What caused it.</param>
public sealed class PasswordHashException(string message, Exception? inner = null) : Exception(message, inner);
