using System.Text.Json.Serialization;
using Domar.Core.Containers;

namespace Domar.HostTools.Rootfs;

/// <summary>The JSON between client, helper and its inner part.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RootfsRequest))]
[JsonSerializable(typeof(RootfsLine))]
[JsonSerializable(typeof(IReadOnlyList<GuestEdit>))]
internal sealed partial class RootfsJson : JsonSerializerContext;
