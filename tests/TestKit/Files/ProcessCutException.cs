namespace Domar.TestKit.Files;

/// <summary>Stands for the end of the process in the middle of its work; no code of the product knows or catches it.</summary>
public sealed class ProcessCutException() : Exception("The process ended here.");
