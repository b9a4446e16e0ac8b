using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace GreenMl.InferenceHosting.Server.Tests.Lifetime;

public sealed class HealthTests
{
    [Theory]
    [InlineData("")]
    [InlineData("inference.GRPCInferenceService")]
    public async Task The_server_and_its_service_are_serving(string service)
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        var health = new Health.HealthClient(server.Channel);

        var response = await health.CheckAsync(new HealthCheckRequest { Service = service });

        Assert.Equal(ServingStatus.Serving, response.Status);
    }

    [Fact]
    public async Task An_unknown_service_is_not_found()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        var health = new Health.HealthClient(server.Channel);

        var error = await health.CheckAsync(new HealthCheckRequest { Service = "other" }).FailsAsync();

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task A_watcher_is_told_when_the_server_stops_and_does_not_hold_it_up()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        using var watch = new Health.HealthClient(server.Channel).Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);

        var stop = server.StopAsync();

        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.False(await watch.ResponseStream.MoveNext(CancellationToken.None));
        await stop;
    }
}
