using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public abstract partial class TransportSuite
{
    [SuiteFact]
    public async Task More_headers_than_SQS_takes_arrive_in_the_envelope()
    {
        const int Headers = 14;
        var received = new Inbox<int>();
        await using var bus = await StartAsync(
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    Queue,
                    e =>
                        e.Handler<StepCompleted>(async context =>
                            await received.AddAsync(
                                context.Headers.Count(x => x.Key.StartsWith("h-", StringComparison.Ordinal))
                            )
                        )
                )
        );

        await bus.Bus.Publish(
            new StepCompleted(1),
            x =>
            {
                for (var i = 0; i < Headers; i++)
                {
                    x.Headers.Set($"h-{i}", $"v{i}");
                }
            }
        );

        Assert.Equal(Headers, await received.NextAsync());
    }

    [SuiteFact]
    public async Task Messages_that_together_exceed_a_batch_all_arrive()
    {
        const int Count = 24;
        // Three bytes in UTF-8: the size of a batch is counted in bytes, not in characters.
        var text = new string('\u20ac', 30_000);
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(Receive(received));

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => SendAsync(bus, new StepCompleted(i, text))));
        await Task.WhenAll(Enumerable.Range(Count, Count).Select(i => bus.Bus.Publish(new StepCompleted(i, text))));

        var all = await received.NextAsync(2 * Count);
        Assert.Equal(Enumerable.Range(0, 2 * Count), all.Select(x => x.Number).Order());
        Assert.All(all, x => Assert.Equal(text, x.Text));
    }

    [SuiteFact]
    public async Task No_more_messages_are_consumed_at_once_than_allowed()
    {
        const int Limit = 2;
        const int Count = 12;
        var running = 0;
        var seen = new Inbox<int>();
        await using var bus = await StartAsync(
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    Queue,
                    e =>
                    {
                        e.ConcurrentMessageLimit = Limit;
                        e.Handler<StepCompleted>(async _ =>
                        {
                            await seen.AddAsync(Interlocked.Increment(ref running));
                            await Task.Yield();
                            Interlocked.Decrement(ref running);
                        });
                    }
                )
        );

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => SendAsync(bus, new StepCompleted(i))));

        Assert.All(await seen.NextAsync(Count), x => Assert.InRange(x, 1, Limit));
    }

    [SuiteFact]
    public async Task A_topology_deployment_declares_everything_and_consumes_nothing()
    {
        var received = new Inbox<StepCompleted>();
        await using (
            var deployment = await StartAsync(
                (context, cfg) =>
                {
                    cfg.DeployTopologyOnly = true;
                    Receive(received, e => e.QueueTags["team"] = "green")(context, cfg);
                }
            )
        )
        {
            await deployment.Bus.Publish(new StepCompleted(1));
        }

        using var raw = new RawClient(endpoint.Url);
        Assert.Equal(1, await raw.CountAsync(Queue));
        Assert.True(received.IsEmpty);
        await using var bus = await StartAsync(Receive(received));
        Assert.Equal(1, (await received.NextAsync()).Number);
    }

    [SuiteFact]
    public async Task The_topics_of_published_messages_can_be_declared_before_anything_is_sent()
    {
        using var raw = new RawClient(endpoint.Url);
        await using var bus = await StartAsync(
            (_, cfg) =>
            {
                cfg.DeployPublishTopology = true;
                cfg.Publish<RunStarted>(x => x.TopicTags["team"] = "green");
                cfg.Publish<RunRequested>(x => x.Exclude = true);
            }
        );

        var topics = (await raw.TopicsAsync()).Where(x => x.StartsWith(_prefix, StringComparison.Ordinal));

        Assert.Equal($"{_prefix}_GreenMl_Platform_AmazonSqs_Tests_Behaviour-RunStarted", Assert.Single(topics));
    }

    [SuiteFact]
    public async Task A_topic_that_exists_with_other_tags_is_used_as_it_is()
    {
        var received = new Inbox<StepCompleted>();
        await using var first = await StartAsync(Tagged("one"));
        await using var second = await StartAsync(
            (context, cfg) =>
            {
                Tagged("two")(context, cfg);
                Receive(received)(context, cfg);
            }
        );

        await first.Bus.Publish(new StepCompleted(1));
        await second.Bus.Publish(new StepCompleted(2));

        Assert.Equal([1, 2], (await received.NextAsync(2)).Select(x => x.Number).Order());

        static Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> Tagged(string team) =>
            (_, cfg) =>
            {
                cfg.DeployPublishTopology = true;
                cfg.Publish<StepCompleted>(x => x.TopicTags["team"] = team);
            };
    }
}
