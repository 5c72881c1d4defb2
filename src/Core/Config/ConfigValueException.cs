namespace Domar.Core.Config;

/// <summary>A key or its value was refused; nothing was changed.</summary>
/// <param name="key">The key as it was given.</param>
/// <param name="problem">What is wrong and what is allowed, without the key's name.</param>
public sealed class ConfigValueException(string key, string problem) : FormatException($"{key}: {problem}")
{
    /// <summary>The key as it was given.</summary>
    public string Key { get; } = key;

    /// <summary>What is wrong and what is allowed, without the key's name; what the API puts under <c>errors</c>.</summary>
    public string Problem { get; } = problem;
}
