using System.Collections.Concurrent;
using GreenMl.Jobs;

namespace GreenMl.InferenceHosting.Endpoints;

/// <summary>What the endpoints are doing now.</summary>
internal sealed class EndpointBoard
{
    private readonly ConcurrentDictionary<string, EndpointStatus> _statuses = new();

    /// <summary>Wakes those who watch an endpoint.</summary>
    public ChangeFeed<string> Changes { get; } = new();

    public EndpointStatus? Find(string name) => _statuses.GetValueOrDefault(name);

    public void Set(string name, EndpointStatus status)
    {
        _statuses[name] = status;
        Changes.Notify(name);
    }

    /// <summary>Changes the status of an endpoint that has one.</summary>
    public void Update(string name, Func<EndpointStatus, EndpointStatus> change)
    {
        if (_statuses.TryGetValue(name, out var status))
        {
            Set(name, change(status));
        }
    }

    public void Remove(string name)
    {
        _statuses.TryRemove(name, out _);
        Changes.Notify(name);
    }
}
