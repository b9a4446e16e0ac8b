using System.Text.Json;
using GreenMl.Testing;

namespace GreenMl.Platform.Broker.Tests.Conformance;

public sealed class AwsCliTests
{
    [RequiresCommandFact("aws")]
    public async Task The_aws_cli_publishes_and_receives()
    {
        await using var broker = await TestBroker.StartAsync();
        var url = await RunAsync(broker, "QueueUrl", "sqs", "create-queue", "--queue-name", "cli");
        var topic = await RunAsync(broker, "TopicArn", "sns", "create-topic", "--name", "cli");
        const string Arn = "arn:aws:sqs:us-east-1:000000000000:cli";
        await RunAsync(
            broker,
            "SubscriptionArn",
            ["sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", Arn]
        );

        await RunAsync(broker, "MessageId", "sns", "publish", "--topic-arn", topic, "--message", "from a shell");
        var messages = await RunAsync(broker, "Messages", "sqs", "receive-message", "--queue-url", url);

        Assert.Contains("from a shell", messages);
    }

    [RequiresCommandFact("aws")]
    public async Task The_aws_cli_names_the_error()
    {
        await using var broker = await TestBroker.StartAsync();

        var (code, _, error) = await ClientProcess.RunAsync(
            "aws",
            ["--endpoint-url", broker.Address, "sqs", "get-queue-url", "--queue-name", "missing"]
        );

        Assert.NotEqual(0, code);
        Assert.Contains("AWS.SimpleQueueService.NonExistentQueue", error);
    }

    private static async Task<string> RunAsync(TestBroker broker, string property, params string[] arguments)
    {
        var (code, output, error) = await ClientProcess.RunAsync(
            "aws",
            ["--endpoint-url", broker.Address, "--output", "json", .. arguments]
        );
        Assert.True(code == 0, error);
        using var document = JsonDocument.Parse(output);
        return document.RootElement.GetProperty(property).ToString();
    }
}
