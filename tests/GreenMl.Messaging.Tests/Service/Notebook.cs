using GreenMl.Sql;
using MassTransit;

namespace GreenMl.Messaging.Tests.Service;

/// <summary>The tests' own table, which grows by a row for each time a message takes effect.</summary>
public static class Notebook
{
    public static async Task<Database> OpenAsync(GreenMl.Testing.TestDatabase test)
    {
        var database = test.Open();
        await MessagingSchema.MigrateAsync(database, CancellationToken.None);
        await database.MigrateAsync("notebook", ["CREATE TABLE notebook (text TEXT NOT NULL)"], CancellationToken.None);
        return database;
    }

    public static Task AddAsync(SqlSession session, string text) =>
        session.ExecuteAsync("INSERT INTO notebook (text) VALUES (@text)", ("text", text));

    public static Task<IReadOnlyList<string>> ReadAsync(Database database) =>
        database.ReadAsync(
            session => session.QueryAsync("SELECT text FROM notebook ORDER BY text", row => row.GetString(0)),
            CancellationToken.None
        );

    /// <summary>The rows of one of the messaging tables.</summary>
    public static Task<long> CountAsync(Database database, string table) =>
        database.ReadAsync(
            session => session.SingleAsync($"SELECT COUNT(*) FROM {table}", row => row.GetInt64(0)),
            CancellationToken.None
        );
}

/// <summary>Writes the note once, and says so.</summary>
public sealed class NoteConsumer(Outbox outbox) : IConsumer<Note>
{
    public Task Consume(ConsumeContext<Note> context) =>
        outbox.WriteOnceAsync(
            context,
            nameof(NoteConsumer),
            async (session, messages) =>
            {
                await Notebook.AddAsync(session, context.Message.Text);
                messages.Publish(new Noted(context.Message.Id, context.Message.Text));
            }
        );
}

/// <summary>Always fails.</summary>
public sealed class CursedConsumer : IConsumer<Cursed>
{
    public Task Consume(ConsumeContext<Cursed> context) => throw new FormatException("cursed");
}
