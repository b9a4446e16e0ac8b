using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GreenMl.Jobs;

/// <summary>
/// Wakes those who watch a thing when it changes. It carries no state: a watcher reads the store after each wake-up, so
/// a slow watcher skips states and never makes anyone wait.
/// </summary>
/// <typeparam name="TKey">Names a thing.</typeparam>
public sealed class ChangeFeed<TKey>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, List<Channel<bool>>> _watchers = [];

    /// <summary>Wakes the watchers of <paramref name="key"/>.</summary>
    public void Notify(TKey key)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers.GetValueOrDefault(key, []))
            {
                watcher.Writer.TryWrite(true);
            }
        }
    }

    /// <summary>
    /// Reads the thing at once and after each change, until <paramref name="isLast"/> says that no other state follows
    /// or the thing is gone.
    /// </summary>
    public async IAsyncEnumerable<T> WatchAsync<T>(
        TKey key,
        Func<CancellationToken, Task<T?>> read,
        Func<T, bool> isLast,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        var watcher = Add(key);
        try
        {
            while (await read(cancellationToken) is { } current)
            {
                yield return current;
                if (isLast(current))
                {
                    yield break;
                }

                await watcher.Reader.ReadAsync(cancellationToken);
            }
        }
        finally
        {
            Remove(key, watcher);
        }
    }

    private Channel<bool> Add(TKey key)
    {
        var watcher = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        lock (_gate)
        {
            if (!_watchers.TryGetValue(key, out var watchers))
            {
                _watchers[key] = watchers = [];
            }

            watchers.Add(watcher);
        }

        return watcher;
    }

    private void Remove(TKey key, Channel<bool> watcher)
    {
        lock (_gate)
        {
            var watchers = _watchers[key];
            watchers.Remove(watcher);
            if (watchers.Count == 0)
            {
                _watchers.Remove(key);
            }
        }
    }
}
