using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;

namespace GreenMl.Platform.Broker.Tests;

/// <summary>A new queue of a broker, used without HTTP.</summary>
internal sealed class QueueUnderTest(TestBroker broker, string url)
{
    private static readonly Dictionary<string, string> Fifo = new() { ["FifoQueue"] = "true" };

    public string Url => url;

    public string Arn => $"arn:aws:sqs:us-east-1:000000000000:{QueueNames.FromUrl(url)}";

    public static Task<QueueUnderTest> CreateAsync(
        TestBroker broker,
        params (string Name, string Value)[] attributes
    ) => CreateAsync(broker, "", [], attributes);

    public static Task<QueueUnderTest> CreateFifoAsync(
        TestBroker broker,
        params (string Name, string Value)[] attributes
    ) => CreateAsync(broker, Queue.FifoSuffix, Fifo, attributes);

    public Task<SendResult> SendAsync(
        string body,
        string? group = null,
        string? deduplicationId = null,
        int? delaySeconds = null
    ) =>
        broker
            .Get<Sending>()
            .SendAsync(
                new SendMessageRequest(url, body, delaySeconds, null, null, deduplicationId, group),
                CancellationToken.None
            );

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int count = 10, int waitSeconds = 0) =>
        ReceiveAsync(count, waitSeconds, CancellationToken.None);

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        int count,
        int waitSeconds,
        CancellationToken cancellationToken
    )
    {
        var request = new ReceiveMessageRequest(url, ["All"], null, ["All"], count, null, waitSeconds, null);
        return (await broker.Get<Receiving>().ReceiveAsync(request, cancellationToken)).Messages ?? [];
    }

    public Task DeleteAsync(ReceivedMessage message) =>
        broker
            .Get<Settling>()
            .DeleteAsync(new DeleteMessageRequest(url, message.ReceiptHandle), CancellationToken.None);

    public Task HideAsync(ReceivedMessage message, int seconds) =>
        broker
            .Get<Settling>()
            .ChangeVisibilityAsync(
                new ChangeVisibilityRequest(url, message.ReceiptHandle, seconds),
                CancellationToken.None
            );

    public Task ReleaseAsync(ReceivedMessage message) => HideAsync(message, 0);

    public Task PurgeAsync() => broker.Get<QueueOperations>().PurgeAsync(new QueueRequest(url), CancellationToken.None);

    public Task DeleteQueueAsync() =>
        broker.Get<QueueOperations>().DeleteAsync(new QueueRequest(url), CancellationToken.None);

    public Task SetAsync(string name, string value) =>
        broker
            .Get<QueueAttributeOperations>()
            .SetAsync(
                new SetQueueAttributesRequest(url, new Dictionary<string, string> { [name] = value }),
                CancellationToken.None
            );

    public async Task<int> CountAsync(string attribute = QueueAttributeNames.ApproximateNumberOfMessages)
    {
        var request = new GetQueueAttributesRequest(url, [attribute]);
        var answer = await broker.Get<QueueAttributeOperations>().GetAsync(request, CancellationToken.None);
        return int.Parse(answer.Attributes![attribute]);
    }

    private static async Task<QueueUnderTest> CreateAsync(
        TestBroker broker,
        string suffix,
        Dictionary<string, string> common,
        (string Name, string Value)[] attributes
    )
    {
        var all = new Dictionary<string, string>(common);
        foreach (var (name, value) in attributes)
        {
            all[name] = value;
        }

        var request = new CreateQueueRequest($"q-{Guid.NewGuid():n}{suffix}", all, null);
        var answer = await broker.Get<QueueOperations>().CreateAsync(request, broker.Address, CancellationToken.None);
        return new QueueUnderTest(broker, answer.QueueUrl);
    }
}
