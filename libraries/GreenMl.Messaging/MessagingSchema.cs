using GreenMl.Sql;

namespace GreenMl.Messaging;

/// <summary>The tables of outbox, inbox and sagas, which live in a service's own database.</summary>
public static class MessagingSchema
{
    private const string Component = "messaging";

    private static readonly string[] Scripts =
    [
        """
            CREATE TABLE outbox (
                sequence {identity},
                message_id TEXT NOT NULL,
                type TEXT NOT NULL,
                destination TEXT,
                body TEXT NOT NULL,
                context TEXT NOT NULL,
                refusals BIGINT NOT NULL DEFAULT 0
            );
            CREATE TABLE outbox_dead (
                sequence BIGINT PRIMARY KEY,
                message_id TEXT NOT NULL,
                type TEXT NOT NULL,
                destination TEXT,
                body TEXT NOT NULL,
                context TEXT NOT NULL,
                reason TEXT NOT NULL,
                died_at_unix_ms BIGINT NOT NULL
            );
            CREATE TABLE inbox (
                message_id TEXT NOT NULL,
                consumer TEXT NOT NULL,
                received_at_unix_ms BIGINT NOT NULL,
                PRIMARY KEY (message_id, consumer)
            );
            CREATE INDEX inbox_by_age ON inbox (received_at_unix_ms);
            CREATE TABLE saga (
                type TEXT NOT NULL,
                id TEXT NOT NULL,
                version BIGINT NOT NULL,
                state TEXT NOT NULL,
                body TEXT NOT NULL,
                created_at_unix_ms BIGINT NOT NULL,
                PRIMARY KEY (type, id)
            );
            CREATE INDEX saga_by_age ON saga (type, created_at_unix_ms, id);
            """,
    ];

    /// <summary>Creates or upgrades the tables. The host does this before any of its services starts.</summary>
    public static Task MigrateAsync(Database database, CancellationToken cancellationToken) =>
        database.MigrateAsync(Component, Scripts, cancellationToken);
}
