using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.Cli.Failures;

namespace GreenMl.Cli.Connections;

/// <summary>What the AppHost writes to <c>state/resources.json</c>: the processes it runs and where they listen.</summary>
internal sealed record ResourceListing
{
    public int AppHostPid { get; init; }

    public IReadOnlyList<Resource> Resources { get; init; } = [];

    /// <summary>Reads the listing; null when there is none.</summary>
    /// <exception cref="CommandFailure">The file is no listing.</exception>
    public static async Task<ResourceListing?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(
                file,
                ResourceListingJson.Default.ResourceListing,
                cancellationToken
            );
        }
        catch (JsonException e)
        {
            throw CommandFailure.InvalidInput(
                $"{path} is damaged: {e.Message} Delete it and start the AppHost again, or give addresses such as --governance."
            );
        }
    }
}

/// <summary>One process.</summary>
internal sealed record Resource
{
    public required string Name { get; init; }

    public string? State { get; init; }

    public string? Health { get; init; }

    public int? Pid { get; init; }

    public int Restarts { get; init; }

    public string? Problem { get; init; }

    public IReadOnlyDictionary<string, string> Endpoints { get; init; } = new Dictionary<string, string>();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResourceListing))]
internal sealed partial class ResourceListingJson : JsonSerializerContext;
