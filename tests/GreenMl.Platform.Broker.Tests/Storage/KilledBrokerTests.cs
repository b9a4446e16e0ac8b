using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using GreenMl.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.Broker.Tests.Storage;

public sealed class KilledBrokerTests
{
    private const int Rounds = 3;
    private const int Senders = 8;
    private const int AcknowledgedBeforeKill = 120;
    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);

    // A delete that was never acknowledged may or may not have happened.
    private readonly ConcurrentDictionary<string, bool> _deleting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _deleted = new(StringComparer.Ordinal);

    [Fact]
    public async Task No_acknowledged_message_is_lost_and_no_acknowledged_delete_undone()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Combine("broker.db");
        for (var round = 0; round < Rounds; round++)
        {
            using var broker = await BrokerProcess.StartAsync(path);
            using var client = TestBroker.NewSqsClient(broker.Address);
            var url = (await client.CreateQueueAsync("work")).QueueUrl;
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var goal = _sent.Count + AcknowledgedBeforeKill;
            var senders = Enumerable
                .Range(0, Senders)
                .Select(sender => SendUntilKilledAsync(client, url, $"{round}-{sender}", goal, enough));
            var all = Task.WhenAll(senders.Append(DeleteUntilKilledAsync(client, url)));

            await enough.Task;
            await broker.KillAsync();
            await all;
        }

        var left = await DrainAsync(path);

        Assert.Empty(_sent.Keys.Except(left).Except(_deleting.Keys));
        Assert.Empty(left.Intersect(_deleted.Keys));
        Assert.NotEmpty(_deleted);
    }

    private async Task SendUntilKilledAsync(
        AmazonSQSClient client,
        string url,
        string prefix,
        int goal,
        TaskCompletionSource enough
    )
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var body = $"{prefix}-{i}";
                await client.SendMessageAsync(url, body);
                _sent[body] = true;
                if (_sent.Count >= goal)
                {
                    enough.TrySetResult();
                }
            }
        }
        catch (Exception e) when (IsBroken(e))
        {
            // The broker is gone: what it had acknowledged is recorded.
        }
    }

    private async Task DeleteUntilKilledAsync(AmazonSQSClient client, string url)
    {
        try
        {
            while (true)
            {
                var request = new ReceiveMessageRequest(url) { WaitTimeSeconds = 1 };
                foreach (var message in (await client.ReceiveMessageAsync(request)).Messages ?? [])
                {
                    _deleting[message.Body] = true;
                    await client.DeleteMessageAsync(url, message.ReceiptHandle);
                    _deleted[message.Body] = true;
                }
            }
        }
        catch (Exception e) when (IsBroken(e))
        {
            // As above.
        }
    }

    private static bool IsBroken(Exception e) =>
        e is HttpRequestException or AmazonClientException or IOException or TaskCanceledException;

    private static async Task<HashSet<string>> DrainAsync(string path)
    {
        // An hour later everything that was in flight when the broker died is visible again.
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1));
        await using var broker = await TestBroker.StartWithClockAsync(later, $"Broker:DatabasePath={path}");
        using var client = broker.NewSqsClient();
        var url = (await client.GetQueueUrlAsync("work")).QueueUrl;
        HashSet<string> bodies = new(StringComparer.Ordinal);
        var request = new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 };
        while ((await client.ReceiveMessageAsync(request)).Messages is { Count: > 0 } messages)
        {
            bodies.UnionWith(messages.Select(message => message.Body));
        }

        return bodies;
    }
}
