using System.Xml.Linq;
using Amazon.SimpleNotificationService;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>An existing topic, and everything that is done with it.</summary>
internal sealed class SnsTopic
{
    private const int MaxCalls = 4;

    private readonly AmazonSimpleNotificationServiceClient _sns;
    private readonly Batcher<OutgoingMessage> _publishes;

    public SnsTopic(AmazonSimpleNotificationServiceClient sns, string arn)
    {
        (_sns, Arn) = (sns, arn);
        _publishes = new Batcher<OutgoingMessage>(
            PublishBatchAsync,
            x => x.Bytes,
            EntityNames.IsFifo(arn) ? 1 : MaxCalls
        );
    }

    public string Arn { get; }

    /// <summary>Completes when SNS has accepted the message.</summary>
    public Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        _publishes.AddAsync(message, cancellationToken);

    /// <summary>Delivers raw messages of the topic to the queue; returns the ARN of the subscription.</summary>
    public async Task<string> SubscribeAsync(string queueArn, CancellationToken cancellationToken)
    {
        var call = new SnsCall("Subscribe")
            .With("TopicArn", Arn)
            .With("Protocol", "sqs")
            .With("Endpoint", queueArn)
            .With("ReturnSubscriptionArn", "true")
            .WithMap("Attributes", [new("RawMessageDelivery", "true")]);
        try
        {
            return (await _sns.CallAsync(call, cancellationToken)).Text("SubscriptionArn")!;
        }
        catch (AmazonSimpleNotificationServiceException e) when (e.ErrorCode == "InvalidParameter")
        {
            // It exists with other attributes, made by a template perhaps.
            var existing = await FindSubscriptionAsync(queueArn, cancellationToken);
            if (existing is null)
            {
                throw;
            }

            await _sns.CallAsync(RawDelivery(existing), cancellationToken);
            return existing;
        }
    }

    private async Task<string?> FindSubscriptionAsync(string queueArn, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var call = new SnsCall("ListSubscriptionsByTopic").With("TopicArn", Arn).With("NextToken", next);
            var page = await _sns.CallAsync(call, cancellationToken);
            var found = page.All("member").FirstOrDefault(x => x.Text("Endpoint") == queueArn);
            if (found is not null)
            {
                return found.Text("SubscriptionArn");
            }

            next = page.Text("NextToken");
        } while (!string.IsNullOrEmpty(next));

        return null;
    }

    private static SnsCall RawDelivery(string subscriptionArn) =>
        new SnsCall("SetSubscriptionAttributes")
            .With("SubscriptionArn", subscriptionArn)
            .With("AttributeName", "RawMessageDelivery")
            .With("AttributeValue", "true");

    private async Task<IReadOnlyDictionary<int, BatchEntryException>> PublishBatchAsync(
        IReadOnlyList<OutgoingMessage> batch
    )
    {
        var call = new SnsCall("PublishBatch").With("TopicArn", Arn);
        foreach (var (index, message) in batch.Index())
        {
            AddEntry(call, $"PublishBatchRequestEntries.member.{index + 1}", $"{index}", message);
        }

        var answer = await _sns.CallAsync(call, CancellationToken.None);
        return answer.All("Failed").Elements().ToDictionary(x => int.Parse(x.Text("Id")!), ToRefusal);
    }

    private static void AddEntry(SnsCall call, string prefix, string id, OutgoingMessage message)
    {
        call.With($"{prefix}.Id", id)
            .With($"{prefix}.Message", message.Body)
            .With($"{prefix}.MessageGroupId", message.GroupId)
            .With($"{prefix}.MessageDeduplicationId", message.DeduplicationId);
        foreach (var (index, (name, value)) in message.Attributes.Index())
        {
            var attribute = $"{prefix}.MessageAttributes.entry.{index + 1}";
            call.With($"{attribute}.Name", name)
                .With($"{attribute}.Value.DataType", OutgoingMessage.AttributeType)
                .With($"{attribute}.Value.StringValue", value);
        }
    }

    private static BatchEntryException ToRefusal(XElement entry) =>
        new(entry.Text("Code") ?? "Unknown", entry.Text("Message") ?? "", entry.Text("SenderFault") == "true");
}
