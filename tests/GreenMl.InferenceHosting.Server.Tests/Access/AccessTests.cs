using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Google.Rpc;
using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Access;
using GreenMl.Testing;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Access;

public sealed class AccessTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_a_key_file_calls_without_the_key_are_refused()
    {
        await using var server = await StartWithKeyAsync("secret");

        var error = await server.Client.ModelInferAsync(ARequest()).FailsAsync();
        var wrong = await server.Client.ModelInferAsync(ARequest(), Bearer("secre")).FailsAsync();

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Contains("authorization", error.Status.Detail);
        Assert.Equal("UNAUTHENTICATED", error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Equal(StatusCode.Unauthenticated, wrong.StatusCode);
    }

    [Fact]
    public async Task With_the_key_calls_are_served()
    {
        await using var server = await StartWithKeyAsync("secret");

        var response = await server.Client.ModelInferAsync(ARequest(), Bearer("secret"));

        Assert.Equal(3, response.Elements<float>().Length);
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        await using var server = await StartWithKeyAsync("secret");

        var health = await new Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        foreach (var path in (string[])["/health", "/alive", "/ping"])
        {
            using var response = await server.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Plain_http_calls_need_the_key_too()
    {
        await using var server = await StartWithKeyAsync("secret");

        using var without = await server.Http.GetAsync("/metrics");
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var with = await server.Http.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Contains("API key", await without.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    [Fact]
    public async Task Calls_beyond_the_limit_are_told_when_to_retry()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync, "--Server:MaxInFlight", "1");
        var limit = server.Services.GetRequiredService<InFlightLimit>();
        Assert.True(limit.TryEnter());

        var error = await server.Client.ModelInferAsync(ARequest()).FailsAsync();
        using var http = await server.Http.PostAsJsonAsync("/Invocations/", new { });

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Contains("Server:MaxInFlight", error.Status.Detail);
        Assert.Equal(1, error.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
        Assert.Equal(HttpStatusCode.TooManyRequests, http.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), http.Headers.RetryAfter!.Delta);
        limit.Leave();
        await server.Client.ModelInferAsync(ARequest());
    }

    [Fact]
    public async Task Other_calls_are_answered_while_every_place_is_taken()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync, "--Server:MaxInFlight", "1");
        Assert.True(server.Services.GetRequiredService<InFlightLimit>().TryEnter());

        Assert.True((await server.Client.ServerReadyAsync(new ServerReadyRequest())).Ready);
    }

    [Fact]
    public async Task Without_a_key_only_loopback_is_served()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            RunningServer.StartAsync(TestBundles.SaveMlpAsync, "--Kestrel:Endpoints:grpc:Url", "http://0.0.0.0:0")
        );

        Assert.Contains("no API key", error.Message);
        Assert.Contains("Server:ApiKeyFile", error.Message);
    }

    [Fact]
    public async Task With_a_key_other_addresses_are_served()
    {
        await using var server = await StartWithKeyAsync("secret", "--Kestrel:Endpoints:grpc:Url", "http://0.0.0.0:0");

        Assert.StartsWith("http://0.0.0.0:", server.GrpcAddress);
    }

    [Fact]
    public async Task A_missing_key_file_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            RunningServer.StartAsync(TestBundles.SaveMlpAsync, "--Server:ApiKeyFile", _folder.Combine("none"))
        );

        Assert.Contains(_folder.Combine("none"), error.Message);
    }

    [Theory]
    [InlineData("--Server:MaxInFlight", "0", "MaxInFlight")]
    [InlineData("--Server:MaxMessageBytes", "1", "MaxMessageBytes")]
    public async Task A_setting_out_of_range_stops_the_start(string name, string value, string because)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            RunningServer.StartAsync(TestBundles.SaveMlpAsync, name, value)
        );

        Assert.Contains(because, error.Message);
    }

    private async Task<RunningServer> StartWithKeyAsync(string key, params string[] furtherArguments)
    {
        await File.WriteAllTextAsync(_folder.Combine("key"), key + "\n");
        string[] arguments = ["--Server:ApiKeyFile", _folder.Combine("key"), .. furtherArguments];
        return await RunningServer.StartAsync(TestBundles.SaveMlpAsync, arguments);
    }

    private static Metadata Bearer(string key) => new() { { "authorization", $"Bearer {key}" } };
}
