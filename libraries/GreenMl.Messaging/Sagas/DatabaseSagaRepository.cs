using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace GreenMl.Messaging.Sagas;

/// <summary>Names the state of a saga, for lists.</summary>
internal sealed record SagaState<TSaga>(Func<TSaga, string> Of);

/// <summary>Keeps the sagas of one type in the service's database; changes go through <see cref="SagaTransaction"/>.</summary>
internal sealed class DatabaseSagaRepository<TSaga>(
    SagaTransaction transaction,
    SagaState<TSaga> state,
    ISagaConsumeContextFactory<SagaTransaction, TSaga> contexts,
    TimeProvider time
) : ISagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISagaVersion
{
    public void Probe(ProbeContext context) => context.Add("persistence", "database");

    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class => next.Send(new RepositoryContext<T>(this, context));

    public Task SendQuery<T>(
        ConsumeContext<T> context,
        ISagaQuery<TSaga> query,
        IPipe<SagaRepositoryQueryContext<TSaga, T>> next
    )
        where T : class =>
        throw new NotSupportedException(
            $"{typeof(TSaga).Name} is correlated to {typeof(T).Name} by an expression, which would read every saga; use CorrelateById."
        );

    private void Insert(TSaga saga)
    {
        saga.Version = 1;
        var snapshot = SagaSnapshot.Of(saga, state.Of);
        transaction.Add(session => SagaTable<TSaga>.InsertAsync(session, snapshot, time.GetUtcNow()));
    }

    private void Update(TSaga saga)
    {
        saga.Version++;
        var snapshot = SagaSnapshot.Of(saga, state.Of);
        transaction.Add(session => SagaTable<TSaga>.UpdateAsync(session, snapshot));
    }

    private void Delete(TSaga saga)
    {
        var (id, version) = (saga.CorrelationId, saga.Version);
        transaction.Add(session => SagaTable<TSaga>.DeleteAsync(session, id, version));
    }

    private Task<TSaga?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        transaction.Database.ReadAsync(session => SagaTable<TSaga>.FindAsync(session, id), cancellationToken);

    private sealed class RepositoryContext<T>(DatabaseSagaRepository<TSaga> repository, ConsumeContext<T> context)
        : ConsumeContextScope<T>(context),
            SagaRepositoryContext<TSaga, T>
        where T : class
    {
        private readonly ConsumeContext<T> _context = context;

        public Task<SagaConsumeContext<TSaga, T>> Add(TSaga instance) =>
            CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Add);

        public async Task<SagaConsumeContext<TSaga, T>> Insert(TSaga instance)
        {
            // The core then loads the one that exists.
            if (await repository.FindAsync(instance.CorrelationId, CancellationToken) is not null)
            {
                return null!;
            }

            repository.Insert(instance);
            return await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Insert);
        }

        public async Task<SagaConsumeContext<TSaga, T>> Load(Guid correlationId) =>
            await repository.FindAsync(correlationId, CancellationToken) is { } instance
                ? await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Load)
                : null!;

        public Task Save(SagaConsumeContext<TSaga> saga)
        {
            repository.Insert(saga.Saga);
            return Task.CompletedTask;
        }

        public Task Update(SagaConsumeContext<TSaga> saga)
        {
            repository.Update(saga.Saga);
            return Task.CompletedTask;
        }

        public Task Delete(SagaConsumeContext<TSaga> saga)
        {
            repository.Delete(saga.Saga);
            return Task.CompletedTask;
        }

        public Task Discard(SagaConsumeContext<TSaga> saga) => Task.CompletedTask;

        public Task Undo(SagaConsumeContext<TSaga> saga) => Task.CompletedTask;

        public Task<SagaConsumeContext<TSaga, TMessage>> CreateSagaConsumeContext<TMessage>(
            ConsumeContext<TMessage> consumeContext,
            TSaga instance,
            SagaConsumeContextMode mode
        )
            where TMessage : class => repository.CreateContextAsync(consumeContext, instance, mode);
    }

    private Task<SagaConsumeContext<TSaga, TMessage>> CreateContextAsync<TMessage>(
        ConsumeContext<TMessage> context,
        TSaga instance,
        SagaConsumeContextMode mode
    )
        where TMessage : class => contexts.CreateSagaConsumeContext(transaction, context, instance, mode);
}
