namespace Domar.HostTools.Steps;

/// <summary>Why a step failed, for people: one or more sentences. <see cref="StepFailedException"/> adds which step it was.</summary>
/// <param name="message">The reason.</param>
/// <param name="inner">What caused it.</param>
internal sealed class StepException(string message, Exception? inner = null) : Exception(message, inner);
