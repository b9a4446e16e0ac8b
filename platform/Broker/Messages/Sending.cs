using System.Globalization;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>SendMessage and SendMessageBatch, and the delivery from a topic.</summary>
internal sealed class Sending(GroupCommit commit, Doorbells doorbells)
{
    private const int LongestDelaySeconds = 900;
    private const int LongestToken = 128;
    private const string TraceHeaderName = "AWSTraceHeader";

    public Task<SendResult> SendAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        var name = QueueNames.FromUrl(request.QueueUrl);
        return commit.RunAsync(
            transaction => Send(transaction, QueueTable.Get(transaction, name), request.ToEntry()),
            cancellationToken
        );
    }

    public Task<BatchResponse<SendResult>> SendBatchAsync(
        BatchRequest<SendEntry> request,
        CancellationToken cancellationToken
    )
    {
        var name = QueueNames.FromUrl(request.QueueUrl);
        var entries = Batch.Check(request.Entries);
        CheckSize(entries);
        return commit.RunAsync(
            transaction =>
            {
                var queue = QueueTable.Get(transaction, name);
                return Batch.Run(entries, entry => Send(transaction, queue, entry));
            },
            cancellationToken
        );
    }

    /// <summary>Puts a message into a queue.</summary>
    /// <exception cref="AwsException">The message breaks a rule of the queue; nothing has changed then.</exception>
    public Accepted Enqueue(Transaction transaction, Queue queue, OutgoingMessage message)
    {
        CheckMessage(queue, message);
        return queue.IsFifo
            ? EnqueueOnce(transaction, queue, message)
            : new Accepted(message.MessageId, Insert(transaction, queue, message));
    }

    private SendResult Send(Transaction transaction, Queue queue, SendEntry entry)
    {
        var message = ToMessage(entry);
        if (queue.IsFifo && entry.DelaySeconds is { } delay)
        {
            throw AwsException.InvalidValue(
                delay,
                "DelaySeconds",
                "The request include parameter that is not valid for this queue type."
            );
        }

        var accepted = Enqueue(transaction, queue, message);
        return new SendResult(
            entry.Id,
            accepted.MessageId,
            MessageBody.Md5(message.Body),
            MessageAttributes.Md5(message.Attributes),
            MessageAttributes.Md5(entry.MessageSystemAttributes ?? []),
            queue.IsFifo ? SequenceNumber(accepted.Sequence) : null
        );
    }

    public static string SequenceNumber(long id) => id.ToString("D20", CultureInfo.InvariantCulture);

    private static OutgoingMessage ToMessage(SendEntry entry)
    {
        var system = entry.MessageSystemAttributes ?? [];
        if (system.Keys.FirstOrDefault(name => name != TraceHeaderName) is { } unknown)
        {
            throw AwsException.InvalidValue($"Message system attribute name '{unknown}' is invalid.");
        }

        return new OutgoingMessage
        {
            Body = string.IsNullOrEmpty(entry.MessageBody)
                ? throw AwsException.Missing("MessageBody")
                : entry.MessageBody,
            Attributes = entry.MessageAttributes ?? [],
            TraceHeader = TraceHeader(system),
            GroupId = entry.MessageGroupId,
            DeduplicationId = entry.MessageDeduplicationId,
            DelaySeconds = entry.DelaySeconds,
        };
    }

    private static string? TraceHeader(Dictionary<string, MessageAttribute> system)
    {
        if (!system.TryGetValue(TraceHeaderName, out var attribute))
        {
            return null;
        }

        MessageAttributes.Check(
            new Dictionary<string, MessageAttribute>(StringComparer.Ordinal) { ["TraceHeader"] = attribute }
        );
        return attribute.DataType == "String"
            ? attribute.StringValue
            : throw AwsException.InvalidValue($"Message system attribute '{TraceHeaderName}' must be of type String.");
    }

    private static void CheckSize(List<SendEntry> entries)
    {
        var size = entries.Sum(entry =>
            System.Text.Encoding.UTF8.GetByteCount(entry.MessageBody ?? "")
            + MessageAttributes.SizeBytes(entry.MessageAttributes ?? [])
        );
        if (size > QueueAttributes.LargestMessage)
        {
            throw AwsException.Sqs(
                "BatchRequestTooLong",
                $"Batch requests cannot be longer than {QueueAttributes.LargestMessage} bytes. You have sent {size} bytes."
            );
        }
    }

    private static void CheckMessage(Queue queue, OutgoingMessage message)
    {
        MessageBody.CheckCharacters(message.Body);
        MessageAttributes.Check(message.Attributes);
        if (message.SizeBytes > queue.Attributes.MaximumMessageBytes)
        {
            throw AwsException.InvalidValue(
                "One or more parameters are invalid. Reason: Message must be shorter than "
                    + $"{queue.Attributes.MaximumMessageBytes} bytes."
            );
        }

        if (message.DelaySeconds is < 0 or > LongestDelaySeconds)
        {
            throw AwsException.InvalidValue(
                message.DelaySeconds,
                "DelaySeconds",
                $"DelaySeconds must be >= 0 and <= {LongestDelaySeconds}."
            );
        }

        CheckToken(message.GroupId, "MessageGroupId");
        CheckToken(message.DeduplicationId, "MessageDeduplicationId");
        CheckKind(queue, message);
    }

    private static void CheckKind(Queue queue, OutgoingMessage message)
    {
        if (!queue.IsFifo && message.DeduplicationId is { } unwanted)
        {
            throw AwsException.InvalidValue(
                unwanted,
                "MessageDeduplicationId",
                "The request include parameter that is not valid for this queue type."
            );
        }

        if (queue.IsFifo && message.GroupId is null)
        {
            throw AwsException.Missing("MessageGroupId");
        }

        if (queue.IsFifo && message.DeduplicationId is null && !queue.Attributes.DeduplicatesByContent)
        {
            throw AwsException.InvalidValue(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
            );
        }
    }

    private static void CheckToken(string? token, string parameter)
    {
        var allowed =
            token is null or { Length: >= 1 and <= LongestToken } && token?.All(c => c is > ' ' and <= '~') != false;
        if (!allowed)
        {
            throw AwsException.InvalidValue(
                token!,
                parameter,
                $"{parameter} can only include alphanumeric and punctuation characters. 1 to {LongestToken} in length."
            );
        }
    }

    private Accepted EnqueueOnce(Transaction transaction, Queue queue, OutgoingMessage message)
    {
        var token = message.DeduplicationId ?? MessageBody.Sha256(message.Body);
        var owner = $"queue:{queue.Id}";
        var scope = queue.Attributes.DeduplicatesPerGroup ? message.GroupId! : "";
        if (DeduplicationTable.Find(transaction, owner, scope, token) is { } first)
        {
            return first;
        }

        var id = Insert(transaction, queue, message with { DeduplicationId = token });
        var accepted = new Accepted(message.MessageId, id);
        DeduplicationTable.Remember(transaction, owner, scope, token, accepted);
        return accepted;
    }

    private long Insert(Transaction transaction, Queue queue, OutgoingMessage message)
    {
        var delay = message.DelaySeconds ?? queue.Attributes.DelaySeconds;
        var id = MessageTable.Insert(transaction, queue, message, delay);
        var due = transaction.Now + (delay * 1000L);
        var expires = Retention.Due(transaction.Now, queue);
        transaction.AfterCommit(() =>
        {
            if (delay == 0)
            {
                doorbells.Ring(queue.Id, 1);
            }
            else
            {
                doorbells.Expect(queue.Id, due);
            }

            doorbells.Expect(Retention.Key, expires);
        });
        return id;
    }
}
