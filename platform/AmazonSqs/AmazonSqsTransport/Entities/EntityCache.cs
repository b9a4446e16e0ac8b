using System.Collections.Concurrent;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>
/// Opens each queue or topic once per connection and shares the result. A failed opening is forgotten, so that the next caller tries again.
/// </summary>
internal sealed class EntityCache<T>
{
    // A service that answers requests meets one temporary queue per client; older ones are then opened again.
    private const int Capacity = 1024;

    private readonly ConcurrentDictionary<string, Lazy<Task<T>>> _entities = new(StringComparer.Ordinal);

    public Task<T> GetAsync(string name, Func<Task<T>> open)
    {
        if (_entities.Count >= Capacity)
        {
            _entities.Clear();
        }

        var entity = _entities.GetOrAdd(name, _ => new Lazy<Task<T>>(open));
        if (entity is { IsValueCreated: true, Value: { IsCompleted: true, IsCompletedSuccessfully: false } })
        {
            _entities.TryRemove(new(name, entity));
            entity = _entities.GetOrAdd(name, _ => new Lazy<Task<T>>(open));
        }

        return entity.Value;
    }

    public void Forget(string name) => _entities.TryRemove(name, out _);

    public void Clear() => _entities.Clear();
}
