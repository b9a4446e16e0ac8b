using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public abstract partial class TransportSuite
{
    [SuiteFact]
    public async Task A_request_gets_its_response_over_a_queue_that_is_deleted_at_the_stop()
    {
        var busQueue = $"{_prefix}-answers";
        await using var bus = await StartAsync(
            (_, cfg) =>
            {
                cfg.OverrideDefaultBusEndpointQueueName(busQueue);
                cfg.ReceiveEndpoint(
                    $"{_prefix}-questions",
                    e => e.Handler<GetAnswer>(x => x.RespondAsync(new Answer(x.Message.Question * 2)))
                );
            },
            x => x.AddRequestClient<GetAnswer>(new Uri($"queue:{_prefix}-questions"))
        );
        using var raw = new RawClient(endpoint.Url);

        Assert.False(await raw.ExistsAsync(busQueue), "Nothing has connected to the bus endpoint yet.");
        await using (var scope = bus.Services.CreateAsyncScope())
        {
            var client = scope.ServiceProvider.GetRequiredService<IRequestClient<GetAnswer>>();
            var response = await client.GetResponse<Answer>(
                new GetAnswer(21),
                timeout: RequestTimeout.After(ms: (int)TestBus.Patience.TotalMilliseconds)
            );
            Assert.Equal(42, response.Message.Value);
        }

        Assert.True(await raw.ExistsAsync(busQueue));
        await bus.StopAsync();
        Assert.False(await raw.ExistsAsync(busQueue));
    }

    [SuiteFact]
    public async Task A_saga_follows_messages_from_queue_to_queue()
    {
        var id = NewId.NextGuid();
        var started = new Inbox<RunStarted>();
        await using var bus = await StartAsync(
            (context, cfg) =>
            {
                cfg.ReceiveEndpoint($"{_prefix}-runs", e => e.ConfigureSaga<RunState>(context));
                cfg.ReceiveEndpoint(
                    $"{_prefix}-started",
                    e => e.Handler<RunStarted>(async x => await started.AddAsync(x.Message))
                );
            },
            x => x.AddSagaStateMachine<RunStateMachine, RunState>().InMemoryRepository()
        );

        await bus.Bus.Publish(new RunRequested(id));

        Assert.Equal(id, (await started.NextAsync()).CorrelationId);
    }

    public sealed class RunState : SagaStateMachineInstance
    {
        public Guid CorrelationId { get; set; }

        public string CurrentState { get; set; } = "";
    }

    public sealed class RunStateMachine : MassTransitStateMachine<RunState>
    {
        public RunStateMachine()
        {
            InstanceState(x => x.CurrentState);
            Initially(When(Requested).Publish(x => new RunStarted(x.Saga.CorrelationId)).TransitionTo(Running));
        }

        public State Running { get; private set; } = null!;

        public Event<RunRequested> Requested { get; private set; } = null!;
    }
}
