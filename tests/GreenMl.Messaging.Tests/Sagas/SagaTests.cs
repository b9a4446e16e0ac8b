using GreenMl.Contracts.Common.V1;
using GreenMl.Messaging.Sagas;
using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;
using GreenMl.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace GreenMl.Messaging.Tests.Sagas;

[Collection(BrokerTests.Name)]
public sealed class SagaTests(BrokerFixture fixture)
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_saga_runs_from_its_first_to_its_last_message(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        await using var service = await StartAsync(database, TestService.NewQueue());
        var placed = new OrderPlaced(Guid.NewGuid(), new JobProgress { Step = "packing", Fraction = 0.25 });

        await service.Bus.Publish(placed);

        var closed = await service.Recorder.NextAsync();
        Assert.Equal(new OrderClosed(placed.OrderId, 0), closed.Message);
        var order = await Store(service).FindAsync(placed.OrderId, None);
        Assert.NotNull(order);
        Assert.Equal(("Closed", 2, placed.Detail), (order.CurrentState, order.Version, order.Detail));
        await Eventually.EqualAsync(0, () => Notebook.CountAsync(database, "outbox"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_a_saga_says_belongs_to_the_conversation_of_what_it_heard(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await using var service = await StartAsync(await Notebook.OpenAsync(test), TestService.NewQueue());
        var conversation = Guid.NewGuid();

        await service.Bus.Publish(
            new OrderPlaced(Guid.NewGuid(), new JobProgress()),
            context => context.ConversationId = conversation
        );

        Assert.Equal(conversation, (await service.Recorder.NextAsync()).ConversationId);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_message_that_comes_twice_has_one_effect(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var queue = TestService.NewQueue();
        await using var service = await StartAsync(database, queue);
        var (order, item, ship) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await service.Bus.Publish(new OrderPlaced(order, new JobProgress()));
        await service.Recorder.NextAsync();
        var consumption = service.CountConsumption();
        var endpoint = await service.Bus.GetSendEndpoint(new Uri($"queue:{queue}"));

        for (var i = 0; i < 3; i++)
        {
            await service.Bus.Publish(new ItemAdded(order), context => context.MessageId = item);
            await endpoint.Send(new ShipOrder(order), context => context.MessageId = ship);
        }

        Assert.Empty(await consumption.WaitAsync(6));
        Assert.Equal(1, (await Store(service).FindAsync(order, None))!.Items);
        // Once for the saga's own command, once for the one that came three times.
        Assert.Equal(2, await Notebook.CountAsync(database, "notebook"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Messages_that_change_one_saga_at_the_same_time_all_take_effect(SqlDialect dialect)
    {
        const int Count = 40;
        await using var test = await TestDatabase.CreateAsync(dialect);
        var queue = TestService.NewQueue();
        await using var service = await StartAsync(await Notebook.OpenAsync(test), queue);
        await using var replica = await StartAsync(test.Open(), queue);
        var order = Guid.NewGuid();
        await service.Bus.Publish(new OrderPlaced(order, new JobProgress()));
        await Eventually.EqualAsync("Closed", async () => (await Store(service).FindAsync(order, None))?.CurrentState);

        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => service.Bus.Publish(new ItemAdded(order))));

        await Eventually.EqualAsync(Count, async () => (await Store(service).FindAsync(order, None))!.Items);
        Assert.Equal(2 + Count, (await Store(service).FindAsync(order, None))!.Version);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_saga_that_is_finalized_is_gone(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await using var service = await StartAsync(await Notebook.OpenAsync(test), TestService.NewQueue());
        var order = Guid.NewGuid();
        await service.Bus.Publish(new OrderPlaced(order, new JobProgress()));
        await service.Recorder.NextAsync();
        await Eventually.EqualAsync("Closed", async () => (await Store(service).FindAsync(order, None))?.CurrentState);
        var consumption = service.CountConsumption();

        await service.Bus.Publish(new OrderForgotten(order));

        Assert.Empty(await consumption.WaitAsync(1));
        Assert.Null(await Store(service).FindAsync(order, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_saga_can_say_something_later(SqlDialect dialect)
    {
        const int Seconds = 2;
        await using var test = await TestDatabase.CreateAsync(dialect);
        await using var service = await StartAsync(await Notebook.OpenAsync(test), TestService.NewQueue());
        var order = Guid.NewGuid();
        await service.Bus.Publish(new OrderPlaced(order, new JobProgress()));
        await service.Recorder.NextAsync();
        var start = TimeProvider.System.GetTimestamp();

        await service.Bus.Publish(new CloseLater(order, Seconds));

        Assert.Equal(new OrderClosed(order, 0), (await service.Recorder.NextAsync()).Message);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromSeconds(Seconds));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Sagas_finish_though_broker_and_service_are_killed_on_the_way(SqlDialect dialect)
    {
        const int Count = 30;
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var queue = TestService.NewQueue();
        var first = await StartAsync(database, queue);
        await first.Outbox.WriteAsync(
            (_, messages) =>
            {
                for (var i = 0; i < Count; i++)
                {
                    messages.Publish(new OrderPlaced(Guid.NewGuid(), new JobProgress()));
                }

                return Task.CompletedTask;
            },
            None
        );
        await first.Recorder.NextAsync();
        await fixture.Broker.KillAsync();
        await fixture.Broker.StartAsync();
        await first.DisposeAsync();

        await using var second = await StartAsync(test.Open(), queue);

        await Eventually.EqualAsync(
            Count,
            async () => (await Store(second).ListAsync("Closed", 1000, null, None)).Sagas.Count
        );
        Assert.Equal(Count, await Notebook.CountAsync(database, "notebook"));
        await Eventually.EqualAsync(0, () => Notebook.CountAsync(database, "outbox"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_service_killed_in_the_middle_finishes_every_saga_once(SqlDialect dialect)
    {
        const int Count = 40;
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var queue = TestService.NewQueue();
        await using var client = await TestService.StartAsync(
            TestService.NewQueue(),
            database,
            bus => bus.AddConsumer<RecordingConsumer<OrderClosed>>()
        );
        using var first = await ServiceProcess.StartAsync(queue, test);

        await Task.WhenAll(
            Enumerable
                .Range(0, Count)
                .Select(_ => client.Bus.Publish(new OrderPlaced(Guid.NewGuid(), new JobProgress())))
        );
        await client.Recorder.NextAsync(5);
        await first.KillAsync();
        using var second = await ServiceProcess.StartAsync(queue, test);

        await Eventually.EqualAsync(
            Count,
            async () => (await new SagaStore<Order>(database).ListAsync("Closed", 1000, null, None)).Sagas.Count
        );
        Assert.Equal(Count, await Notebook.CountAsync(database, "notebook"));
        await Eventually.EqualAsync(0, () => Notebook.CountAsync(database, "outbox"));
    }

    private static SagaStore<Order> Store(TestService service) =>
        service.Services.GetRequiredService<SagaStore<Order>>();

    private static Task<TestService> StartAsync(Database database, string queue) =>
        OrderService.StartAsync(queue, database);
}
