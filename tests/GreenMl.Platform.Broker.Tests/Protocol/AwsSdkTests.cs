using Amazon.SQS;
using Amazon.SQS.Model;

namespace GreenMl.Platform.Broker.Tests.Protocol;

/// <summary>AWSSDK.SQS verifies the checksums of every answer itself.</summary>
public sealed class AwsSdkTests
{
    [Fact]
    public async Task A_message_comes_back_as_it_was_sent()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = broker.NewSqsClient();
        var url = (await client.CreateQueueAsync("sdk")).QueueUrl;
        var request = new SendMessageRequest(url, "héllo <&> \"🌱\"")
        {
            MessageAttributes = new Dictionary<string, MessageAttributeValue>
            {
                ["text"] = new() { DataType = "String", StringValue = "<ü>" },
                ["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([1, 2, 255]) },
            },
        };

        await client.SendMessageAsync(request);
        var answer = await client.ReceiveMessageAsync(
            new ReceiveMessageRequest(url) { MessageAttributeNames = ["All"], MessageSystemAttributeNames = ["All"] }
        );

        var message = Assert.Single(answer.Messages);
        Assert.Equal(request.MessageBody, message.Body);
        Assert.Equal("<ü>", message.MessageAttributes["text"].StringValue);
        Assert.Equal([1, 2, 255], message.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task Batches_answer_for_each_entry()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = broker.NewSqsClient();
        var url = (await client.CreateQueueAsync("sdk")).QueueUrl;
        List<SendMessageBatchRequestEntry> entries =
        [
            .. Enumerable.Range(0, 10).Select(i => new SendMessageBatchRequestEntry($"{i}", $"m{i}")),
        ];

        Assert.Equal(10, (await client.SendMessageBatchAsync(url, entries)).Successful.Count);
        var messages = (
            await client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 })
        ).Messages;
        var deletes = messages.Select(message => new DeleteMessageBatchRequestEntry(
            message.MessageId,
            message.ReceiptHandle
        ));

        Assert.Equal(10, (await client.DeleteMessageBatchAsync(url, [.. deletes])).Successful.Count);
    }

    [Fact]
    public async Task Errors_are_typed()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = broker.NewSqsClient();

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => client.GetQueueUrlAsync("missing"));
        var url = (await client.CreateQueueAsync("sdk")).QueueUrl;
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => client.DeleteMessageAsync(url, "zzz"));
        await client.PurgeQueueAsync(url);
        await Assert.ThrowsAsync<PurgeQueueInProgressException>(() => client.PurgeQueueAsync(url));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(
            $"Broker:AccessKeyId={TestBroker.AccessKeyId}",
            $"Broker:SecretAccessKey={TestBroker.SecretAccessKey}"
        );
        using var good = broker.NewSqsClient();
        using var bad = broker.NewSqsClient("wrong");

        await good.CreateQueueAsync("sdk");
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => bad.GetQueueUrlAsync("sdk"));

        Assert.Equal("SignatureDoesNotMatch", error.ErrorCode);
    }
}
