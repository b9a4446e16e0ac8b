using Amazon.SQS;
using Amazon.SQS.Model;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;
using GreenMl.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace GreenMl.Messaging.Tests;

[Collection(BrokerTests.Name)]
public sealed class BusTests(BrokerFixture fixture)
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_contract_with_protobuf_inside_crosses_the_bus()
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        await using var service = await TestService.StartAsync(
            TestService.NewQueue(),
            test.Open(),
            bus => bus.AddConsumer<RecordingConsumer<JobProgressed>>()
        );
        var message = new JobProgressed(
            Guid.NewGuid(),
            Guid.NewGuid(),
            new JobProgress { Step = "epoch", Metrics = { ["loss"] = 0.5 } }
        );

        await service.Bus.Publish(message);

        Assert.Equal(message, (await service.Recorder.NextAsync()).Message);
    }

    [Fact]
    public async Task The_service_is_unhealthy_until_its_queue_is_declared()
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        await fixture.Broker.KillAsync();
        await using var service = TestService.Create(
            TestService.NewQueue(),
            test.Open(),
            bus => bus.AddConsumer<RecordingConsumer<Noted>>()
        );
        await service.StartAsync();

        Assert.Equal(HealthStatus.Unhealthy, await ReadyHealthAsync(service));
        await fixture.Broker.StartAsync();
        await service.WaitUntilReadyAsync();

        Assert.Equal(HealthStatus.Healthy, await ReadyHealthAsync(service));
    }

    [Fact]
    public async Task Topics_of_published_events_exist_before_anything_is_published()
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        await using var service = await TestService.StartAsync(TestService.NewQueue(), test.Open(), _ => { });
        using var http = new HttpClient();

        using var answer = await http.PostAsync(
            fixture.Broker.Url,
            new FormUrlEncodedContent([new("Action", "ListTopics"), new("Version", "2010-03-31")])
        );

        Assert.Contains(
            "GreenMl_Messaging_Tests_Service-Noted<",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_message_whose_consumer_always_fails_ends_in_the_error_queue()
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        var queue = TestService.NewQueue();
        await using var service = await TestService.StartAsync(
            queue,
            test.Open(),
            bus => bus.AddConsumer<CursedConsumer>()
        );
        var cursed = new Cursed(Guid.NewGuid());

        await service.Bus.Publish(cursed);

        using var sqs = new AmazonSQSClient();
        var message = await ReceiveAsync(sqs, $"{queue}_error");
        Assert.Contains(cursed.Id.ToString(), message.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_reported_to_the_makers_of_the_bus()
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        await using var service = await TestService.StartAsync(TestService.NewQueue(), test.Open(), _ => { });

        Assert.False(service.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }

    [Fact]
    public void Every_bus_in_the_repository_turns_its_reports_off()
    {
        var programs = Directory
            .EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/artifacts/", StringComparison.Ordinal))
            .Select(file => (File: file, Code: File.ReadAllText(file)))
            .Where(program => program.Code.Contains(".AddMassTransit" + "(", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(programs);
        Assert.All(
            programs,
            program => Assert.Contains("." + "DisableUsageTelemetry()", program.Code, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("ConcurrentMessages", "0")]
    [InlineData("ConcurrentMessages", "257")]
    [InlineData("WaitTimeSeconds", "21")]
    public void Options_out_of_range_stop_the_start_and_are_named(string option, string value)
    {
        var options = new MessagingOptions();
        typeof(MessagingOptions).GetProperty(option)!.SetValue(options, int.Parse(value));

        var result = new MessagingOptionsValidator().Validate(null, options);

        Assert.Contains(option, result.FailureMessage, StringComparison.Ordinal);
    }

    private static async Task<HealthStatus> ReadyHealthAsync(TestService service)
    {
        var health = service.Services.GetRequiredService<HealthCheckService>();
        return (await health.CheckHealthAsync(check => check.Tags.Contains("ready"), None)).Status;
    }

    private static async Task<Message> ReceiveAsync(AmazonSQSClient sqs, string queue)
    {
        string? url = null;
        await Eventually.EqualAsync(
            true,
            async () =>
            {
                url ??= (await sqs.ListQueuesAsync(queue)).QueueUrls?.SingleOrDefault();
                return url is not null;
            }
        );
        var received = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        return Assert.Single(received.Messages);
    }
}
