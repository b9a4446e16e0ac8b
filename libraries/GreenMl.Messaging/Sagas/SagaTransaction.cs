using GreenMl.Sql;

namespace GreenMl.Messaging.Sagas;

/// <summary>
/// What one message changes, collected while the saga runs and written in one short transaction after it, so that no lock
/// is held while a saga works. One for each attempt to consume a message.
/// </summary>
internal sealed class SagaTransaction(Outbox outbox)
{
    private readonly List<Func<SqlSession, Task>> _writes = [];
    private readonly List<OutboxMessage> _messages = [];
    private bool _open;

    public Database Database => outbox.Database;

    /// <summary>Promises to commit: nothing can be added before.</summary>
    public void Open() => _open = true;

    public void Add(Func<SqlSession, Task> write)
    {
        if (!_open)
        {
            throw new InvalidOperationException("A saga is used on an endpoint that AddMessaging did not configure.");
        }

        _writes.Add(write);
    }

    public void Add(OutboxMessage message) => _messages.Add(message);

    /// <summary>Writes everything, unless another process has consumed the message in the meantime.</summary>
    /// <exception cref="SagaConflictException">Another message changed the saga; nothing is written.</exception>
    public async Task CommitAsync(Guid messageId, string consumer, CancellationToken cancellationToken)
    {
        await outbox.Database.WriteAsync(
            async session =>
            {
                if (!await outbox.Inbox.TryAddAsync(session, messageId, consumer))
                {
                    return;
                }

                foreach (var write in _writes)
                {
                    await write(session);
                }

                await OutboxTable.AddAsync(session, _messages);
            },
            cancellationToken
        );
        outbox.Ring(_messages.Count);
    }
}
