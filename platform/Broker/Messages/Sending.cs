using System.Globalization;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>SendMessage and SendMessageBatch, and the delivery from a topic.</summary>
internal sealed class Sending(GroupCommit commit, Doorbells doorbells)
{
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
        MessageRules.CheckBatchSize(entries);
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
        MessageRules.Check(queue, message);
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
