namespace GreenMl.Platform.Broker.Messages;

/// <summary>A message as a receive reads it. Times are Unix ms.</summary>
internal sealed record StoredMessage
{
    public required long Id { get; init; }

    public required string MessageId { get; init; }

    public required int Receives { get; init; }

    public required long Sent { get; init; }

    public required long FirstReceived { get; init; }

    public required string? GroupId { get; init; }

    public required string? DeduplicationId { get; init; }

    /// <summary>The queue it was moved from as a dead letter.</summary>
    public required string? SourceArn { get; init; }

    public required string Body { get; init; }

    public required string? AttributesJson { get; init; }

    public required string? TraceHeader { get; init; }
}

/// <summary>A message that can be received now.</summary>
internal sealed record DueMessage(long Id, int Receives, int SizeBytes);

/// <param name="All">All of the queue.</param>
/// <param name="NotVisible">Received and not yet visible again.</param>
/// <param name="Delayed">Sent and not yet visible for the first time.</param>
internal sealed record MessageCounts(long All, long NotVisible, long Delayed)
{
    public long Available => All - NotVisible - Delayed;
}
