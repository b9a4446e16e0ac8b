namespace GreenMl.Platform.Broker.Queues;

/// <summary>
/// A queue as stored; times are Unix ms. The <paramref name="Id"/> is never reused, since receipts carry it. The
/// <paramref name="Backlog"/> is where its messages are; purging gives the queue another one.
/// </summary>
internal sealed record Queue(
    long Id,
    string Name,
    long Backlog,
    long Created,
    long Modified,
    long? Purged,
    QueueAttributes Attributes,
    IReadOnlyDictionary<string, string> Tags
)
{
    public const string FifoSuffix = ".fifo";

    public bool IsFifo => Name.EndsWith(FifoSuffix, StringComparison.Ordinal);
}
