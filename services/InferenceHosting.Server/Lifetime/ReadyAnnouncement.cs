using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.InferenceHosting.Server.Models;

namespace GreenMl.InferenceHosting.Server.Lifetime;

/// <summary>The line on standard output that tells whoever started the server where it listens.</summary>
internal sealed record ReadyEvent(string Event, string Grpc, string Http, string Model, string Version, string File);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReadyEvent))]
internal sealed partial class ReadyEventJson : JsonSerializerContext;

/// <summary>Writes the ready line once requests are served.</summary>
internal sealed class ReadyAnnouncement(ListeningAddresses addresses, ServedModel model) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var manifest = model.Manifest;
        var ready = new ReadyEvent(
            "ready",
            addresses.Grpc,
            addresses.Http,
            manifest.Name,
            manifest.Version,
            model.File
        );
        var line = JsonSerializer.Serialize(ready, ReadyEventJson.Default.ReadyEvent);
        await Console.Out.WriteLineAsync(line.AsMemory(), cancellationToken);
        await Console.Out.FlushAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
