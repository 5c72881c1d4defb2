[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Runtime.Tests")]
