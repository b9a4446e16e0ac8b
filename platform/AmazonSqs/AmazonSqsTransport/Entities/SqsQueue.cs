using Amazon.SQS;
using Amazon.SQS.Model;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>An existing queue, and everything that is done with it.</summary>
internal sealed class SqsQueue
{
    private const int MaxCalls = 4;

    private readonly IAmazonSQS _sqs;
    private readonly Batcher<OutgoingMessage> _sends;
    private readonly Batcher<string> _deletes;

    public SqsQueue(IAmazonSQS sqs, string name, string url, IReadOnlyDictionary<string, string> attributes)
    {
        (_sqs, Name, Url, Arn) = (sqs, name, url, attributes[QueueAttributeName.QueueArn]);
        VisibilityTimeout = TimeSpan.FromSeconds(int.Parse(attributes[QueueAttributeName.VisibilityTimeout]));
        _sends = new Batcher<OutgoingMessage>(SendBatchAsync, x => x.Bytes, IsFifo ? 1 : MaxCalls);
        _deletes = new Batcher<string>(DeleteBatchAsync, _ => 0, MaxCalls);
    }

    public string Name { get; }

    public string Url { get; }

    public string Arn { get; }

    public TimeSpan VisibilityTimeout { get; }

    public bool IsFifo => EntityNames.IsFifo(Name);

    /// <summary>Completes when the queue has stored the message.</summary>
    public Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        _sends.AddAsync(message, cancellationToken);

    public Task DeleteMessageAsync(string receiptHandle, CancellationToken cancellationToken) =>
        _deletes.AddAsync(receiptHandle, cancellationToken);

    /// <summary>Waits up to <paramref name="wait"/> (0 to 20 s) for at most <paramref name="max"/> (1 to 10) messages.</summary>
    public async Task<IReadOnlyList<Message>> ReceiveAsync(int max, TimeSpan wait, CancellationToken cancellationToken)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = Url,
            MaxNumberOfMessages = max,
            WaitTimeSeconds = (int)wait.TotalSeconds,
            MessageSystemAttributeNames = ["All"],
            MessageAttributeNames = ["All"],
        };
        return (await _sqs.ReceiveMessageAsync(request, cancellationToken)).Messages ?? [];
    }

    /// <summary>Hides a received message for <paramref name="timeout"/> (whole seconds, 0 to 12 h) from now on.</summary>
    public Task HideAsync(string receiptHandle, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var request = new ChangeMessageVisibilityRequest
        {
            QueueUrl = Url,
            ReceiptHandle = receiptHandle,
            VisibilityTimeout = (int)timeout.TotalSeconds,
        };
        return _sqs.ChangeMessageVisibilityAsync(request, cancellationToken);
    }

    /// <summary>Deletes every message. A purge that is already under way does the same.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sqs.PurgeQueueAsync(Url, cancellationToken);
        }
        catch (PurgeQueueInProgressException e)
        {
            LogContext.Current?.Logger.PurgeAlreadyUnderWay(Name, e);
        }
    }

    private async Task<IReadOnlyDictionary<int, BatchEntryException>> SendBatchAsync(
        IReadOnlyList<OutgoingMessage> batch
    )
    {
        var request = new SendMessageBatchRequest { QueueUrl = Url, Entries = [.. batch.Select(ToEntry)] };
        return Refused((await _sqs.SendMessageBatchAsync(request)).Failed);
    }

    private async Task<IReadOnlyDictionary<int, BatchEntryException>> DeleteBatchAsync(IReadOnlyList<string> batch)
    {
        var entries = batch.Select((receipt, i) => new DeleteMessageBatchRequestEntry($"{i}", receipt));
        var request = new DeleteMessageBatchRequest { QueueUrl = Url, Entries = [.. entries] };
        return Refused((await _sqs.DeleteMessageBatchAsync(request)).Failed);
    }

    private static SendMessageBatchRequestEntry ToEntry(OutgoingMessage message, int index) =>
        new($"{index}", message.Body)
        {
            MessageAttributes = message.Attributes.ToDictionary(
                x => x.Key,
                x => ToAttribute(x.Value),
                StringComparer.Ordinal
            ),
            MessageGroupId = message.GroupId,
            MessageDeduplicationId = message.DeduplicationId,
            DelaySeconds = message.DelaySeconds,
        };

    private static MessageAttributeValue ToAttribute(string value) =>
        new() { DataType = OutgoingMessage.AttributeType, StringValue = value };

    private static Dictionary<int, BatchEntryException> Refused(List<BatchResultErrorEntry>? failed) =>
        (failed ?? []).ToDictionary(
            x => int.Parse(x.Id),
            x => new BatchEntryException(x.Code, x.Message, x.SenderFault == true)
        );
}
