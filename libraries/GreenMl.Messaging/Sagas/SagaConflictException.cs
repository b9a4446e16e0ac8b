using MassTransit;

namespace GreenMl.Messaging.Sagas;

/// <summary>Another message changed, created or ended the saga at the same time; the message is tried again.</summary>
/// <param name="saga">The type of the saga.</param>
/// <param name="id">Its id.</param>
public sealed class SagaConflictException(Type saga, Guid id)
    : MassTransitException($"{saga.Name} {id} was changed by another message at the same time.");
