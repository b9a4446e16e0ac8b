using System.Collections.Concurrent;
using GreenMl.Platform.AmazonSqs.Tests.Behaviour;
using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

/// <summary>The AWS SDK's environment variables alone say where the bus is and who calls.</summary>
public sealed class StandardConfigurationTests
{
    [Fact]
    public async Task The_environment_names_region_endpoints_and_credentials()
    {
        await using var sqs = await Recorder.StartAsync();
        await using var sns = await Recorder.StartAsync();
        // No other test of this process reads these variables: each sets its client's configuration itself.
        Environment.SetEnvironmentVariable("AWS_REGION", "eu-central-1");
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDFROMENV");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", sqs.Url);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_SNS", sns.Url);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMassTransit(x =>
            {
                x.DisableUsageTelemetry();
                x.UsingAmazonSqs((_, cfg) => cfg.UseDefaultHost());
            })
            .BuildServiceProvider();
        var bus = services.GetRequiredService<IBusControl>();
        using var patience = new CancellationTokenSource(TestBus.Patience);
        await bus.StartAsync(patience.Token);

        Assert.Equal(new Uri("amazonsqs://eu-central-1/"), new Uri(bus.Address, "/"));
        var target = await bus.GetSendEndpoint(new Uri("queue:steps"));
        await Assert.ThrowsAnyAsync<Exception>(() => target.Send(new StepCompleted(1), patience.Token));
        await Assert.ThrowsAnyAsync<Exception>(() => bus.Publish(new StepCompleted(1), patience.Token));
        await bus.StopAsync(patience.Token);

        AssertSigned(sqs, "AmazonSQS.GetQueueUrl", "sqs");
        AssertSigned(sns, "CreateTopic", "sns");
    }

    private static void AssertSigned(Recorder recorder, string operation, string service)
    {
        var (name, authorization) = Assert.Single(recorder.Requests.Distinct());
        Assert.Equal(operation, name);
        Assert.Contains("Credential=AKIDFROMENV/", authorization, StringComparison.Ordinal);
        Assert.Contains($"/eu-central-1/{service}/aws4_request", authorization, StringComparison.Ordinal);
    }

    /// <summary>Records who called what, and refuses it.</summary>
    private sealed class Recorder : IAsyncDisposable
    {
        private readonly WebApplication _server;

        private Recorder()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            _server = builder.Build();
            _server.Urls.Add("http://127.0.0.1:0");
            _server.MapPost("/{**path}", RecordAsync);
        }

        public ConcurrentQueue<(string Operation, string Authorization)> Requests { get; } = new();

        public string Url => _server.Urls.Single();

        public static async Task<Recorder> StartAsync()
        {
            var recorder = new Recorder();
            await recorder._server.StartAsync();
            return recorder;
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private async Task<IResult> RecordAsync(HttpRequest request)
        {
            var operation = request.HasFormContentType
                ? (await request.ReadFormAsync())["Action"].ToString()
                : request.Headers["X-Amz-Target"].ToString();
            Requests.Enqueue((operation, Credential(request.Headers.Authorization.ToString())));
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        // The rest of the header differs from call to call.
        private static string Credential(string authorization) => authorization.Split(',')[0];
    }
}
