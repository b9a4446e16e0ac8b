using System.Text.Json.Serialization;
using GreenMl.Cli.Output;

namespace GreenMl.Cli.Status;

/// <summary>One process.</summary>
internal sealed record ServiceStatus
{
    public const string Healthy = "healthy";

    public required string Name { get; init; }

    public required string Health { get; init; }

    public required string Address { get; init; }

    public required string? Version { get; init; }

    public required int? Pid { get; init; }

    public required int Restarts { get; init; }

    public required long ResidentBytes { get; init; }

    /// <summary>CPU time since the process was started.</summary>
    public required double CpuSeconds { get; init; }

    [JsonIgnore]
    public bool IsHealthy => Health == Healthy;
}

/// <summary>What <c>greenml status</c> prints.</summary>
internal sealed record InstallationStatus
{
    public required string Home { get; init; }

    public required IReadOnlyList<ServiceStatus> Services { get; init; }

    public required IReadOnlyList<StorageUse> Storage { get; init; }

    public async Task PrintAsync(Printer printer)
    {
        if (printer.IsJson)
        {
            await printer.WriteJsonAsync(this, StatusJson.Default.InstallationStatus);
            return;
        }

        await printer.WriteLineAsync($"home {Home}");
        await printer.WriteLineAsync();
        await printer.WriteTableAsync(
            ["service", "health", "address", "version", "pid", "restarts", "memory", "CPU time"],
            Services.Select(service =>
                (string[])
                    [
                        service.Name,
                        service.Health,
                        service.Address,
                        service.Version ?? "",
                        $"{service.Pid}",
                        $"{service.Restarts}",
                        service.Pid is null ? "" : Format.Bytes(service.ResidentBytes),
                        service.Pid is null ? "" : $"{service.CpuSeconds:0.0} s",
                    ]
            )
        );
        await printer.WriteLineAsync();
        await printer.WriteTableAsync(
            ["storage", "size"],
            Storage.Select(use => (string[])[use.Folder, Format.Bytes(use.Bytes)])
        );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(InstallationStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
