using System.Net.Http.Json;
using System.Text.Json;
using GreenMl.Testing;

namespace GreenMl.Platform.Hosting.Tests;

/// <summary>An application with its own home folder, on free ports, whose console is silent.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(90));
    private DistributedApplication? _app;

    public TestApplication(params string[] settings) =>
        Builder = new DistributedApplicationBuilder(
            [
                $"--GREENML_HOME={_home.Path}",
                "--DcpPublisher:RandomizePorts=true",
                "--GreenMl:Orchestrator:ConsoleLogs=none",
                .. settings,
            ],
            _home.Path
        );

    public DistributedApplicationBuilder Builder { get; }

    /// <summary>Ends whatever a test waits for in vain.</summary>
    public CancellationToken Deadline => _deadline.Token;

    public DistributedApplication App => _app ??= Builder.Build();

    public ResourceNotificationService Notifications => App.ResourceNotifications;

    public IResourceBuilder<ProjectResource> AddService(string name) =>
        Builder
            .AddProject<Projects.GreenMl_Hosting_Fixture_Service>(name)
            .WithHttpHealthCheck("/health", endpointName: "http");

    public string PathInHome(string relativePath) => _home.Combine(relativePath);

    public Task StartAsync() => App.StartAsync(Deadline);

    public async Task StopAsync() => await App.StopAsync(Deadline);

    public async Task<CustomResourceSnapshot> UntilHealthyAsync(string name) =>
        (await Notifications.WaitForResourceHealthyAsync(name, Deadline)).Snapshot;

    public async Task<CustomResourceSnapshot> UntilAsync(string name, Func<CustomResourceSnapshot, bool> condition) =>
        (await Notifications.WaitForResourceAsync(name, change => condition(change.Snapshot), Deadline)).Snapshot;

    public CustomResourceSnapshot Now(string name) =>
        Notifications.Observe().Latest.Single(change => change.ResourceId == name).Snapshot;

    public async Task<T> GetAsync<T>(IResourceBuilder<ProjectResource> service, string path)
    {
        using var client = new HttpClient();
        var uri = new Uri(new Uri(service.GetEndpoint("http").Url), path);
        return (await client.GetFromJsonAsync<T>(uri, JsonSerializerOptions.Web, Deadline))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _deadline.Dispose();
        _home.Dispose();
    }
}
