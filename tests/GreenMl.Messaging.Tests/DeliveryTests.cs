using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;
using GreenMl.Testing;
using MassTransit;

namespace GreenMl.Messaging.Tests;

[Collection(BrokerTests.Name)]
public sealed class DeliveryTests(BrokerFixture fixture)
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Published_and_sent_messages_arrive_with_their_stored_ids(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var queue = TestService.NewQueue();
        await using var service = await TestService.StartAsync(queue, database, AddRecorders);
        var (noted, note) = (new Noted(Guid.NewGuid(), "event"), new Note(Guid.NewGuid(), "command"));
        IReadOnlyList<Guid> stored = [];

        await service.Outbox.WriteAsync(
            (_, messages) =>
            {
                messages.Publish(noted);
                messages.Send(queue, note);
                stored = [.. messages.All.Select(message => message.MessageId)];
                return Task.CompletedTask;
            },
            None
        );

        var received = await service.Recorder.NextAsync(2);
        Assert.Equivalent(
            new[] { (noted as object, stored[0]), (note, stored[1]) },
            received.Select(one => (one.Message, one.MessageId!.Value))
        );
        await WaitUntilEmptyAsync(database);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_a_crash_left_behind_is_delivered_after_the_restart_under_its_first_id(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        Guid stored = default;
        // The process that committed this never delivered anything.
        await new Outbox(database, TimeProvider.System).WriteAsync(
            (_, messages) =>
            {
                messages.Publish(new Noted(Guid.Empty, "left behind"));
                stored = messages.All[0].MessageId;
                return Task.CompletedTask;
            },
            None
        );

        await using var service = await TestService.StartAsync(TestService.NewQueue(), test.Open(), AddRecorders);

        var received = await service.Recorder.NextAsync();
        Assert.Equal(stored, received.MessageId);
        await WaitUntilEmptyAsync(database);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Messages_wait_while_the_broker_is_away(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        await using var service = await TestService.StartAsync(TestService.NewQueue(), database, AddRecorders);
        await fixture.Broker.KillAsync();

        await PublishAsync(service.Outbox, "patient");
        await fixture.Broker.StartAsync();

        Assert.Equal("patient", ((Noted)(await service.Recorder.NextAsync()).Message).Text);
        await WaitUntilEmptyAsync(database);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Rows_that_cannot_be_read_are_moved_aside_and_block_nothing(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var noted = OutboxMessage.NameOf(typeof(Noted));
        await AddRowAsync(database, "No.Such.Type, Nowhere", "{}", "{}");
        await AddRowAsync(database, noted, "{ broken", "{}");
        await AddRowAsync(database, noted, "{}", "broken");
        await PublishAsync(new Outbox(database, TimeProvider.System), "sound");

        await using var service = await TestService.StartAsync(TestService.NewQueue(), database, AddRecorders);

        Assert.Equal("sound", ((Noted)(await service.Recorder.NextAsync()).Message).Text);
        await WaitUntilEmptyAsync(database);
        Assert.Equal(3, await Notebook.CountAsync(database, "outbox_dead"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_message_that_the_bus_always_refuses_is_moved_aside_and_blocks_nothing(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        await using var service = await TestService.StartAsync(TestService.NewQueue(), database, AddRecorders);
        await PublishAsync(service.Outbox, new string('x', 2_000_000));

        for (var i = 0; i < OutboxDelivery.MaxRefusals; i++)
        {
            await PublishAsync(service.Outbox, $"small {i}");
            Assert.Equal($"small {i}", ((Noted)(await service.Recorder.NextAsync()).Message).Text);
        }

        await WaitUntilEmptyAsync(database);
        Assert.Equal(1, await Notebook.CountAsync(database, "outbox_dead"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_service_that_stops_between_messages_loses_and_doubles_none(SqlDialect dialect)
    {
        const int Count = 100;
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var queue = TestService.NewQueue();
        await using (var first = await TestService.StartAsync(queue, database, AddNotebook))
        {
            await first.Outbox.WriteAsync(
                (_, messages) =>
                {
                    for (var i = 0; i < Count; i++)
                    {
                        messages.Send(queue, new Note(Guid.NewGuid(), $"{i:D3}"));
                    }

                    return Task.CompletedTask;
                },
                None
            );
            await first.CountConsumption().WaitAsync(Count / 10);
        }

        await using var second = await TestService.StartAsync(queue, test.Open(), AddNotebook);

        await Eventually.EqualAsync(Count, () => Notebook.CountAsync(database, "notebook"));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i:D3}"), await Notebook.ReadAsync(database));
    }

    private static Task WaitUntilEmptyAsync(Database database) =>
        Eventually.EqualAsync(0, () => Notebook.CountAsync(database, "outbox"));

    private static void AddRecorders(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<RecordingConsumer<Noted>>();
        bus.AddConsumer<RecordingConsumer<Note>>();
    }

    private static void AddNotebook(IBusRegistrationConfigurator bus) => bus.AddConsumer<NoteConsumer>();

    private static Task PublishAsync(Outbox outbox, string text) =>
        outbox.WriteAsync(
            (_, messages) =>
            {
                messages.Publish(new Noted(Guid.NewGuid(), text));
                return Task.CompletedTask;
            },
            None
        );

    private static Task AddRowAsync(Database database, string type, string body, string context) =>
        database.WriteAsync(
            session => OutboxTable.AddAsync(session, [new(Guid.NewGuid(), type, null, body, context)]),
            None
        );
}
