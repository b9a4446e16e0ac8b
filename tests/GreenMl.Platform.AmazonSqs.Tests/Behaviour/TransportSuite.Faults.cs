using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public abstract partial class TransportSuite
{
    [SuiteFact]
    public async Task A_message_that_keeps_failing_is_retried_then_moved_and_reported()
    {
        using var raw = new RawClient(endpoint.Url);
        await raw.CreateAsync($"{Queue}_error");
        var attempts = new Inbox<int>();
        var faults = new Inbox<Fault<StepCompleted>>();
        await using var bus = await StartAsync(
            (_, cfg) =>
            {
                cfg.ReceiveEndpoint(
                    Queue,
                    e =>
                    {
                        e.UseMessageRetry(r => r.Immediate(2));
                        e.Handler<StepCompleted>(async context =>
                        {
                            await attempts.AddAsync(context.GetRetryAttempt());
                            throw new InvalidOperationException("broken \u001b[31mstep");
                        });
                    }
                );
                cfg.ReceiveEndpoint(
                    $"{_prefix}-faults",
                    e => e.Handler<Fault<StepCompleted>>(async context => await faults.AddAsync(context.Message))
                );
            }
        );

        await SendAsync(bus, new StepCompleted(7), x => x.Headers.Set("run", "r1"));

        Assert.Equal([0, 1, 2], await attempts.NextAsync(3));
        var fault = await faults.NextAsync();
        Assert.Equal(7, fault.Message.Number);
        Assert.Equal("broken \u001b[31mstep", fault.Exceptions[0].Message);
        var moved = Assert.Single(await raw.ReceiveAsync($"{Queue}_error"));
        Assert.Contains("\"number\": 7", moved.Body, StringComparison.Ordinal);
        var attributes = moved.MessageAttributes.ToDictionary(x => x.Key, x => x.Value.StringValue);
        Assert.Equal("fault", attributes["MT-Reason"]);
        // An escape character is no XML character: SQS would refuse the message, which would then fail forever.
        Assert.Equal("broken \ufffd[31mstep", attributes["MT-Fault-Message"]);
        Assert.Equal("r1", attributes["run"]);
        await bus.StopAsync();
        Assert.Equal(0, await raw.CountAsync(Queue));
    }

    [SuiteFact]
    public async Task A_message_that_nobody_consumes_is_moved_to_the_skipped_queue()
    {
        using var raw = new RawClient(endpoint.Url);
        await raw.CreateAsync($"{Queue}_skipped");
        await using var bus = await StartAsync(Receive(new Inbox<StepCompleted>()));

        await SendAsync(bus, QueueAddress, new Answer(1));

        var moved = Assert.Single(await raw.ReceiveAsync($"{Queue}_skipped"));
        Assert.Equal("dead-letter", moved.MessageAttributes["MT-Reason"].StringValue);
        Assert.Contains("\"value\": 1", moved.Body, StringComparison.Ordinal);
    }

    [SuiteFact]
    public async Task A_body_that_is_no_message_is_moved_to_the_error_queue()
    {
        using var raw = new RawClient(endpoint.Url);
        await raw.CreateAsync($"{Queue}_error");
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(Receive(received));

        await raw.SendAsync(Queue, "{ not json");
        await SendAsync(bus, new StepCompleted(2));

        Assert.Equal(2, (await received.NextAsync()).Number);
        Assert.Equal("{ not json", Assert.Single(await raw.ReceiveAsync($"{Queue}_error")).Body);
    }
}
