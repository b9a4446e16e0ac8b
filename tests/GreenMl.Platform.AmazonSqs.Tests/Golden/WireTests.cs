using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.SQS.Model;
using GreenMl.Platform.AmazonSqs.Tests.Behaviour;
using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Golden;

/// <summary>
/// What other programs see: envelopes, attributes, names and policies, byte for byte against the stored samples beside this file. Only
/// clocks and the description of the sending host are masked. A difference breaks every service that still runs the older version.
/// </summary>
public sealed partial class WireTests(BrokerEndpoint endpoint) : IClassFixture<BrokerEndpoint>
{
    private const int RegexTimeoutMs = 1000;
    private const string BusQueue = "golden-bus";

    private static readonly Guid MessageId = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid CorrelationId = new("22222222-2222-2222-2222-222222222222");
    private static readonly Guid ConversationId = new("33333333-3333-3333-3333-333333333333");

    [Fact]
    public async Task A_sent_message_looks_like_the_sample()
    {
        using var raw = new RawClient(endpoint.Url);
        await using var bus = await StartAsync((_, _) => { });

        await SendAsync(bus, "golden-sent", new StepCompleted(7, "sent \u20ac"));

        var messages = await raw.ReceiveAsync("golden-sent");
        AssertGolden("sent", messages);
        string[] host =
        [
            "machineName",
            "processName",
            "processId",
            "assembly",
            "assemblyVersion",
            "frameworkVersion",
            "massTransitVersion",
            "operatingSystemVersion",
        ];
        Assert.Equal(host, JsonNode.Parse(messages[0].Body)!["host"]!.AsObject().Select(x => x.Key));
    }

    [Fact]
    public async Task A_published_message_looks_like_the_sample()
    {
        using var raw = new RawClient(endpoint.Url);
        // Declares the queue and its subscription, and consumes nothing.
        await using var bus = await StartAsync(
            (_, cfg) =>
            {
                cfg.DeployTopologyOnly = true;
                cfg.ReceiveEndpoint("golden-published", e => e.Handler<StepCompleted>(_ => Task.CompletedTask));
            }
        );

        await bus.Bus.Publish(new StepCompleted(8, "published"), Identify);

        AssertGolden("published", await raw.ReceiveAsync("golden-published"));
    }

    [Fact]
    public async Task A_failed_message_looks_like_the_sample()
    {
        using var raw = new RawClient(endpoint.Url);
        await raw.CreateAsync("golden-failing_error");
        await using var bus = await StartAsync(
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    "golden-failing",
                    e => e.Handler<StepCompleted>(_ => throw new InvalidOperationException("no such step"))
                )
        );

        await SendAsync(bus, "golden-failing", new StepCompleted(9, "failed"));

        AssertGolden("failed", await raw.ReceiveAsync("golden-failing_error"));
    }

    [Fact]
    public async Task A_skipped_message_looks_like_the_sample()
    {
        using var raw = new RawClient(endpoint.Url);
        await raw.CreateAsync("golden-skipping_skipped");
        await using var bus = await StartAsync(
            (_, cfg) => cfg.ReceiveEndpoint("golden-skipping", e => e.Handler<Answer>(_ => Task.CompletedTask))
        );

        await SendAsync(bus, "golden-skipping", new StepCompleted(10, "skipped"));

        AssertGolden("skipped", await raw.ReceiveAsync("golden-skipping_skipped"));
    }

    [Fact]
    public async Task A_message_that_SQS_cannot_hold_back_carries_its_due_time()
    {
        using var raw = new RawClient(endpoint.Url);
        await using var bus = await StartAsync((_, _) => { });

        var target = await bus.Bus.GetSendEndpoint(new Uri("queue:golden-delayed.fifo"));
        var before = TimeProvider.System.GetUtcNow();
        await target.Send(
            new StepCompleted(11),
            x =>
            {
                x.Delay = TimeSpan.FromDays(1);
                x.SetGroupId("g");
                x.SetDeduplicationId("d");
            }
        );

        var message = Assert.Single(await raw.ReceiveAsync("golden-delayed.fifo"));
        var due = long.Parse(message.MessageAttributes["GreenMl-NotBefore"].StringValue);
        Assert.InRange(
            DateTimeOffset.FromUnixTimeMilliseconds(due) - before,
            TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1),
            TimeSpan.FromDays(1.01)
        );
        Assert.Equal("g", message.Attributes["MessageGroupId"]);
        Assert.Equal("d", message.Attributes["MessageDeduplicationId"]);
    }

    [Fact]
    public async Task The_topology_looks_like_the_sample()
    {
        using var raw = new RawClient(endpoint.Url);
        await using var bus = await StartAsync(
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    "golden-topology",
                    e =>
                    {
                        e.QueueAttributes["VisibilityTimeout"] = 45;
                        e.Handler<StepCompleted>(_ => Task.CompletedTask);
                        e.Handler<Fault<StepCompleted>>(_ => Task.CompletedTask);
                    }
                )
        );

        var attributes = await raw.AttributesAsync("golden-topology");
        Assert.Equal("45", attributes["VisibilityTimeout"]);
        AssertGolden("policy", attributes["Policy"]);
        AssertGolden("subscriptions", string.Join('\n', await raw.SubscriptionsAsync(attributes["QueueArn"])));
    }

    [GeneratedRegex(
        "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\"",
        RegexOptions.ExplicitCapture,
        RegexTimeoutMs
    )]
    private static partial Regex Time();

    [GeneratedRegex("\"host\": \\{[^}]*\\}", RegexOptions.ExplicitCapture, RegexTimeoutMs)]
    private static partial Regex Host();

    private static async Task SendAsync(TestBus bus, string queue, StepCompleted step)
    {
        var target = await bus.Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await target.Send(step, Pipe.Execute<SendContext<StepCompleted>>(Identify));
    }

    private static void Identify<T>(SendContext<T> context)
        where T : class
    {
        context.MessageId = MessageId;
        context.CorrelationId = CorrelationId;
        context.ConversationId = ConversationId;
        context.Headers.Set("run", "r1");
    }

    private static void AssertGolden(string sample, IReadOnlyList<Message> messages)
    {
        var message = Assert.Single(messages);
        var text = new StringBuilder();
        foreach (var (name, value) in message.MessageAttributes.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(" (").Append(value.DataType).Append("): ").AppendLine(value.StringValue);
        }

        AssertGolden(sample, text.AppendLine().Append(message.Body).ToString());
    }

    private static void AssertGolden(string sample, string actual)
    {
        var expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"{sample}.txt"));
        Assert.Equal(expected.TrimEnd('\n'), Host().Replace(Time().Replace(actual, "\"TIME\""), "\"host\": HOST"));
    }

    private Task<TestBus> StartAsync(Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> configure) =>
        TestBus.StartAsync(
            endpoint.Url,
            "",
            (context, cfg) =>
            {
                cfg.OverrideDefaultBusEndpointQueueName(BusQueue);
                configure(context, cfg);
            }
        );
}
