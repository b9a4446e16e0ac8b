using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreenMl.Platform.Hosting.Orchestration;

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true
)]
[JsonSerializable(typeof(LaunchSettingsFile))]
internal sealed partial class LaunchSettingsJson : JsonSerializerContext;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResourceListing))]
internal sealed partial class StateJson : JsonSerializerContext;
