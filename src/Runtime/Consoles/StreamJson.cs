using System.Text.Json.Serialization;

namespace Domar.Runtime.Consoles;

/// <summary>JSON of the control channel.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamRequest))]
[JsonSerializable(typeof(StreamReply))]
internal sealed partial class StreamJson : JsonSerializerContext;
