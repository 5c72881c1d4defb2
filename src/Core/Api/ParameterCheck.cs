using System.Diagnostics.CodeAnalysis;

namespace Domar.Core.Api;

/// <summary>Outcome of checking a request's parameters: either the checked parameters, or every problem by parameter.</summary>
/// <param name="Parameters">The parameters; null when there are problems.</param>
/// <param name="Problems">What is wrong with which parameter; empty when all is well.</param>
public sealed record ParameterCheck(CheckedParameters? Parameters, IReadOnlyDictionary<string, string> Problems)
{
    /// <summary>The message that goes with <see cref="Problems"/>; clients match it.</summary>
    public const string FailureMessage = "Parameter verification failed.";

    /// <summary>Whether all parameters fit.</summary>
    [MemberNotNullWhen(true, nameof(Parameters))]
    public bool IsFine => Parameters is not null;
}
