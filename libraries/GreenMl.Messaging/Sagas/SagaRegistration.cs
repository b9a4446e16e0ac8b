using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;

namespace GreenMl.Messaging.Sagas;

/// <summary>Chooses where sagas are kept.</summary>
public static class SagaRegistration
{
    /// <summary>
    /// Keeps the saga in the service's database, one JSON row each, and adds a <see cref="SagaStore{TSaga}"/>. Events must be
    /// correlated by id. Two messages that change one saga at the same time are put in order by its version.
    /// </summary>
    /// <param name="saga">The saga to keep.</param>
    /// <param name="state">Names the state of a saga, for lists by state.</param>
    /// <typeparam name="TSaga">The saga: public properties that System.Text.Json or protobuf can carry.</typeparam>
    public static ISagaRegistrationConfigurator<TSaga> DatabaseRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> saga,
        Func<TSaga, string> state
    )
        where TSaga : class, ISagaVersion =>
        saga.Repository(services =>
        {
            services.AddSingleton(new SagaState<TSaga>(state));
            services.AddSingleton<SagaStore<TSaga>>();
            services.RegisterSagaRepository<
                TSaga,
                SagaTransaction,
                SagaConsumeContextFactory<SagaTransaction, TSaga>,
                DatabaseSagaRepository<TSaga>
            >();
        });
}
