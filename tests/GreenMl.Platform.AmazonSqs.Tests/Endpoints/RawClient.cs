using Amazon.Runtime;
using Amazon.SimpleNotificationService;
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

    private readonly AmazonSimpleNotificationServiceClient _sns = new(
        new BasicAWSCredentials("test", "test"),
        new AmazonSimpleNotificationServiceConfig { ServiceURL = url, AuthenticationRegion = TestBus.Region }
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

    /// <summary>The topics that deliver to a queue, each with the attributes that matter, sorted.</summary>
    public async Task<IReadOnlyList<string>> SubscriptionsAsync(string queueArn)
    {
        var found = new List<string>();
        var page = await _sns.CallAsync(new SnsCall("ListSubscriptions"), CancellationToken.None);
        foreach (var member in page.All("member").Where(x => x.Text("Endpoint") == queueArn))
        {
            var call = new SnsCall("GetSubscriptionAttributes").With("SubscriptionArn", member.Text("SubscriptionArn"));
            var attributes = (await _sns.CallAsync(call, CancellationToken.None)).All("entry");
            var raw = attributes.Single(x => x.Text("key") == "RawMessageDelivery").Text("value");
            found.Add($"{member.Text("TopicArn")} {member.Text("Protocol")} RawMessageDelivery={raw}");
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of all topics.</summary>
    public async Task<IReadOnlyList<string>> TopicsAsync()
    {
        var page = await _sns.CallAsync(new SnsCall("ListTopics"), CancellationToken.None);
        return [.. page.All("TopicArn").Select(x => x.Value.Split(':')[^1])];
    }

    /// <summary>Waits until the queue holds so many visible and hidden messages.</summary>
    public async Task WaitForAsync(string queue, int visible, int hidden)
    {
        using var patience = new CancellationTokenSource(TestBus.Patience);
        while (true)
        {
            var attributes = await AttributesAsync(queue);
            if (
                attributes["ApproximateNumberOfMessages"] == $"{visible}"
                && attributes["ApproximateNumberOfMessagesNotVisible"] == $"{hidden}"
            )
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    public void Dispose()
    {
        _sns.Dispose();
        _sqs.Dispose();
    }

    private async Task<string> UrlAsync(string queue) => (await _sqs.GetQueueUrlAsync(queue)).QueueUrl;
}
