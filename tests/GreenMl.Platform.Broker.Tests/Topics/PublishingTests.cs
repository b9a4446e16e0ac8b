namespace GreenMl.Platform.Broker.Tests.Topics;

public sealed class PublishingTests
{
    [Fact]
    public async Task A_message_without_subscriptions_is_accepted()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await CreateTopicAsync(broker);

        var answer = await broker.CallSnsAsync("Publish", ("TopicArn", topic), ("Message", "m"));

        Assert.NotNull(answer.Text("MessageId"));
    }

    [Fact]
    public async Task A_subscription_of_a_deleted_queue_does_not_disturb_the_others()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await CreateTopicAsync(broker);
        var gone = await QueueUnderTest.CreateAsync(broker);
        var alive = await QueueUnderTest.CreateAsync(broker);
        await SubscribeAsync(broker, topic, gone.Arn);
        await SubscribeAsync(broker, topic, alive.Arn);
        await gone.DeleteQueueAsync();

        await broker.CallSnsAsync("Publish", ("TopicArn", topic), ("Message", "m"));

        Assert.Equal("m", Assert.Single(await alive.ReceiveAsync()).Body);
    }

    [Fact]
    public async Task A_waiting_receive_gets_what_is_published()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await CreateTopicAsync(broker);
        var queue = await QueueUnderTest.CreateAsync(broker);
        await SubscribeAsync(broker, topic, queue.Arn);
        var poll = queue.ReceiveAsync(waitSeconds: 20);

        await broker.CallSnsAsync("Publish", ("TopicArn", topic), ("Message", "m"));

        Assert.Equal("m", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_message_for_each_protocol_gives_queues_theirs()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await CreateTopicAsync(broker);
        var queue = await QueueUnderTest.CreateAsync(broker);
        await SubscribeAsync(broker, topic, queue.Arn);

        await broker.CallSnsAsync(
            "Publish",
            ("TopicArn", topic),
            ("MessageStructure", "json"),
            ("Message", """{"default":"for all","sqs":"for queues"}""")
        );

        Assert.Equal("for queues", Assert.Single(await queue.ReceiveAsync()).Body);
    }

    [Fact]
    public async Task A_topic_can_take_messages_up_to_1_mebibyte()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await CreateTopicAsync(broker);
        var body = new string('x', 300_000);
        Assert.Equal(
            "InvalidParameter",
            (await broker.CallSnsAsync("Publish", ("TopicArn", topic), ("Message", body))).Text("Code")
        );

        await broker.CallSnsAsync(
            "SetTopicAttributes",
            ("TopicArn", topic),
            ("AttributeName", "MaximumMessageSize"),
            ("AttributeValue", "1048576")
        );

        Assert.NotNull(
            (await broker.CallSnsAsync("Publish", ("TopicArn", topic), ("Message", body))).Text("MessageId")
        );
    }

    [Fact]
    public async Task Subscriptions_are_listed_in_pages_of_100()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await CreateTopicAsync(broker);
        for (var i = 0; i < 101; i++)
        {
            await SubscribeAsync(broker, topic, $"arn:aws:sqs:us-east-1:000000000000:q{i}");
        }

        var first = await broker.CallSnsAsync("ListSubscriptionsByTopic", ("TopicArn", topic));
        var second = await broker.CallSnsAsync("ListSubscriptions", ("NextToken", first.Text("NextToken")!));

        Assert.Equal(100, first.Texts("SubscriptionArn").Count);
        Assert.Single(second.Texts("SubscriptionArn").Except(first.Texts("SubscriptionArn")));
        Assert.Null(second.Text("NextToken"));
    }

    [Fact]
    public async Task A_deleted_topic_takes_its_subscriptions_with_it()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await CreateTopicAsync(broker);
        var subscription = await SubscribeAsync(broker, topic, "arn:aws:sqs:us-east-1:000000000000:q");

        await broker.CallSnsAsync("DeleteTopic", ("TopicArn", topic));

        var answer = await broker.CallSnsAsync("GetSubscriptionAttributes", ("SubscriptionArn", subscription));
        Assert.Equal("NotFound", answer.Text("Code"));
    }

    [Theory]
    [InlineData("Protocol", "email")]
    [InlineData("Endpoint", "arn:aws:sqs:us-east-1:999999999999:q")]
    [InlineData("Endpoint", "arn:aws:sqs:us-east-1:000000000000:q.fifo")]
    public async Task A_subscription_that_could_never_deliver_is_refused(string parameter, string value)
    {
        await using var broker = await TestBroker.StartAsync();
        Dictionary<string, string> parameters = new()
        {
            ["TopicArn"] = await CreateTopicAsync(broker),
            ["Protocol"] = "sqs",
            ["Endpoint"] = "arn:aws:sqs:us-east-1:000000000000:q",
        };
        parameters[parameter] = value;

        var answer = await broker.CallSnsAsync("Subscribe", [.. parameters.Select(pair => (pair.Key, pair.Value))]);

        Assert.Equal("InvalidParameter", answer.Text("Code"));
    }

    private static async Task<string> CreateTopicAsync(TestBroker broker) =>
        (await broker.CallSnsAsync("CreateTopic", ("Name", "topic"))).Text("TopicArn")!;

    private static async Task<string> SubscribeAsync(TestBroker broker, string topic, string endpoint)
    {
        var answer = await broker.CallSnsAsync(
            "Subscribe",
            ("TopicArn", topic),
            ("Protocol", "sqs"),
            ("Endpoint", endpoint),
            ("Attributes.entry.1.key", "RawMessageDelivery"),
            ("Attributes.entry.1.value", "true")
        );
        return answer.Text("SubscriptionArn")!;
    }
}
