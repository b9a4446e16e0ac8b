using System.Text.Json.Serialization;

namespace GreenMl.Workers;

/// <summary>JSON of the worker contract's files and lines.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(WorkerProgress))]
[JsonSerializable(typeof(MeasurementLine))]
internal sealed partial class WorkerJsonContext : JsonSerializerContext;
