using System.Text.Json;

namespace GreenMl.Platform.Hosting.Tests;

public sealed class OutputTests
{
    [Fact]
    public async Task Output_goes_to_a_log_file_for_each_resource_without_secrets()
    {
        await using var application = new TestApplication();
        var secret = application.Builder.AddParameter("api-key", () => "s3cr3t-value", secret: true);
        application.AddService("service").WithEnvironment("FIXTURE_SECRET", secret);
        await application.StartAsync();
        await application.UntilHealthyAsync("service");
        await application.StopAsync();

        var log = await File.ReadAllTextAsync(application.PathInHome("logs/service.log"));

        Assert.Contains("plain line of service with ***", log, StringComparison.Ordinal);
        Assert.Contains("error line of service", log, StringComparison.Ordinal);
        Assert.Contains("--- healthy after", log, StringComparison.Ordinal);
        Assert.Contains("--- stopped", log, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-value", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_file_names_every_resource_and_where_it_listens()
    {
        await using var application = new TestApplication();
        var service = application.AddService("service");
        await application.StartAsync();
        await application.UntilHealthyAsync("service");
        await application.StopAsync();

        using var state = JsonDocument.Parse(
            await File.ReadAllTextAsync(application.PathInHome("state/resources.json"))
        );
        var entry = Assert.Single(state.RootElement.GetProperty("resources").EnumerateArray());

        Assert.Equal(Environment.ProcessId, state.RootElement.GetProperty("appHostPid").GetInt32());
        Assert.Equal("service", entry.GetProperty("name").GetString());
        Assert.Equal("Project", entry.GetProperty("type").GetString());
        Assert.Equal("Exited", entry.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("pid").ValueKind);
        Assert.Equal(0, entry.GetProperty("exitCode").GetInt32());
        Assert.Equal(0, entry.GetProperty("restarts").GetInt32());
        var endpoints = entry.GetProperty("endpoints");
        Assert.Equal(service.GetEndpoint("http").Url, endpoints.GetProperty("http").GetString());
        Assert.StartsWith("http://127.0.0.1:", endpoints.GetProperty("grpc").GetString(), StringComparison.Ordinal);
    }
}
