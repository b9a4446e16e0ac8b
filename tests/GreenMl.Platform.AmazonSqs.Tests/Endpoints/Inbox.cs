using System.Threading.Channels;

namespace GreenMl.Platform.AmazonSqs.Tests.Endpoints;

/// <summary>What consumers hand to the test, in the order of arrival.</summary>
public sealed class Inbox<T>
{
    private readonly Channel<T> _items = Channel.CreateBounded<T>(1000);

    public ValueTask AddAsync(T item) => _items.Writer.WriteAsync(item);

    /// <summary>The next item, however long it takes within the patience of a test.</summary>
    public async Task<T> NextAsync() =>
        await _items.Reader.ReadAsync().AsTask().WaitAsync(TestBus.Patience, TimeProvider.System);

    public async Task<IReadOnlyList<T>> NextAsync(int count)
    {
        var items = new List<T>();
        while (items.Count < count)
        {
            items.Add(await NextAsync());
        }

        return items;
    }

    public bool IsEmpty => _items.Reader.Count == 0;
}
