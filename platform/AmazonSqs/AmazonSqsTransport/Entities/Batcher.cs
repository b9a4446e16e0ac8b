using System.Threading.Channels;
using Amazon.Runtime;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>Why SQS or SNS refused one entry of a batch.</summary>
internal sealed class BatchEntryException(string code, string message, bool senderFault)
    : AmazonClientException($"{code}: {message}")
{
    /// <summary>True when repeating the same entry cannot help.</summary>
    public bool SenderFault => senderFault;
}

/// <summary>
/// Gathers what is waiting into calls of at most ten entries and <see cref="MaxBytes"/>. There is no linger and no timer: a lone entry
/// goes out at once, and entries gather only while <paramref name="maxCalls"/> calls are under way. A failed entry fails only its caller.
/// </summary>
/// <param name="flush">Sends a batch and returns the refused entries by their index.</param>
/// <param name="bytes">The size of an entry as the service counts it.</param>
/// <param name="maxCalls">Calls under way at once; one keeps the order of the entries.</param>
internal sealed class Batcher<T>(
    Func<IReadOnlyList<T>, Task<IReadOnlyDictionary<int, BatchEntryException>>> flush,
    Func<T, int> bytes,
    int maxCalls
)
{
    public const int MaxEntries = 10;

    /// <summary>The limit of SNS PublishBatch, which is the smaller one of the two services.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxWaiting = 200;

    private readonly Lock _gate = new();
    private readonly Channel<Pending> _waiting = Channel.CreateBounded<Pending>(MaxWaiting);
    private int _calls;

    /// <summary>Completes when the service has accepted <paramref name="entry"/>. Cancelled before its call starts, it is not sent.</summary>
    public async Task AddAsync(T entry, CancellationToken cancellationToken)
    {
        var pending = new Pending(entry, bytes(entry), cancellationToken);
        await _waiting.Writer.WriteAsync(pending, cancellationToken);
        if (ClaimCall())
        {
            _ = DrainAsync();
        }

        await pending.Accepted.Task.WaitAsync(cancellationToken);
    }

    private bool ClaimCall()
    {
        lock (_gate)
        {
            if (_calls == maxCalls)
            {
                return false;
            }

            _calls++;
            return true;
        }
    }

    private async Task DrainAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            await FlushAsync(batch);
        }
    }

    private List<Pending> TakeBatch()
    {
        lock (_gate)
        {
            List<Pending> batch = [];
            var size = 0;
            while (
                batch.Count < MaxEntries
                && _waiting.Reader.TryPeek(out var next)
                && (batch.Count == 0 || size + next.Bytes <= MaxBytes)
                && _waiting.Reader.TryRead(out next)
            )
            {
                if (!next.CancellationToken.IsCancellationRequested)
                {
                    batch.Add(next);
                    size += next.Bytes;
                }
            }

            if (batch.Count == 0)
            {
                _calls--;
            }

            return batch;
        }
    }

    private async Task FlushAsync(List<Pending> batch)
    {
        var call = flush([.. batch.Select(x => x.Entry)]);
        // Whatever ended the call, cancellation included, belongs to the callers of the entries.
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < batch.Count; i++)
        {
            if (!call.IsCompletedSuccessfully)
            {
                batch[i].Accepted.TrySetException(call.Exception?.InnerException ?? new TimeoutException("Timed out."));
            }
            else if ((await call).TryGetValue(i, out var refusal))
            {
                batch[i].Accepted.TrySetException(refusal);
            }
            else
            {
                batch[i].Accepted.TrySetResult();
            }
        }
    }

    private sealed record Pending(T Entry, int Bytes, CancellationToken CancellationToken)
    {
        public TaskCompletionSource Accepted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
