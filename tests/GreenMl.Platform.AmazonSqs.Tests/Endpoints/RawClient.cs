using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace GreenMl.Platform.AmazonSqs.Tests.Endpoints;

/// <summary>Looks at queues past the transport.</summary>
internal sealed class RawClient(string url) : IDisposable
{
    private readonly AmazonSQSClient _sqs = new(
        new BasicAWSCredentials("test", "test"),
        new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = TestBus.Region }
    );

    public async Task<bool> ExistsAsync(string queue)
    {
        try
        {
            await _sqs.GetQueueUrlAsync(queue);
            return true;
        }
        catch (QueueDoesNotExistException)
        {
            return false;
        }
    }

    /// <summary>The messages that arrive within <paramref name="waitSeconds"/>; they stay in the queue, hidden for a while.</summary>
    public async Task<IReadOnlyList<Message>> ReceiveAsync(string queue, int waitSeconds = 20)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = await UrlAsync(queue),
            WaitTimeSeconds = waitSeconds,
            MaxNumberOfMessages = 10,
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        };
        return (await _sqs.ReceiveMessageAsync(request)).Messages ?? [];
    }

    public async Task SendAsync(string queue, string body) => await _sqs.SendMessageAsync(await UrlAsync(queue), body);

    public async Task<IReadOnlyDictionary<string, string>> AttributesAsync(string queue) =>
        (await _sqs.GetQueueAttributesAsync(await UrlAsync(queue), ["All"])).Attributes;

    public Task CreateAsync(string queue) => _sqs.CreateQueueAsync(queue);

    public Task CreateFifoAsync(string queue)
    {
        var request = new CreateQueueRequest
        {
            QueueName = queue,
            Attributes = new() { ["FifoQueue"] = "true" },
        };
        return _sqs.CreateQueueAsync(request);
    }

    /// <summary>Visible, hidden and delayed messages together.</summary>
    public async Task<int> CountAsync(string queue)
    {
        var attributes = await AttributesAsync(queue);
        return int.Parse(attributes["ApproximateNumberOfMessages"])
            + int.Parse(attributes["ApproximateNumberOfMessagesNotVisible"])
            + int.Parse(attributes["ApproximateNumberOfMessagesDelayed"]);
    }

    public void Dispose() => _sqs.Dispose();

    private async Task<string> UrlAsync(string queue) => (await _sqs.GetQueueUrlAsync(queue)).QueueUrl;
}
