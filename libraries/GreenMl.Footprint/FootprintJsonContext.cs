using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.Footprint.Accounting;
using GreenMl.Footprint.Metering;

namespace GreenMl.Footprint;

/// <summary>JSON for measurements and estimates: camelCase names, the unit in the name of every number.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StepMeasurement))]
[JsonSerializable(typeof(IReadOnlyList<StepMeasurement>))]
[JsonSerializable(typeof(MachineSnapshot))]
[JsonSerializable(typeof(MachineEnergy))]
[JsonSerializable(typeof(WorkFootprint))]
[JsonSerializable(typeof(EnergyEstimate))]
[JsonSerializable(typeof(CarbonEstimate))]
[JsonSerializable(typeof(CostEstimate))]
public sealed partial class FootprintJsonContext : JsonSerializerContext;
