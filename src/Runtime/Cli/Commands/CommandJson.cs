using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Domar.Runtime.Cli.Commands;

/// <summary>JSON of a command line.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>With quotes as they are: a command line is full of them, and nobody shows it in a web page.</summary>
    public static CommandJson Plain { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
