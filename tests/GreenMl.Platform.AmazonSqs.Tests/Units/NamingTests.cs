using MassTransit;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Topology;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

public sealed class NamingTests
{
    private static readonly Uri Host = new("amazonsqs://us-east-1/");
    private static readonly Uri ScopedHost = new("amazonsqs://us-east-1/green");

    [Theory]
    [InlineData(typeof(QueuePolicy), "MassTransit_AmazonSqsTransport_Entities-QueuePolicy")]
    [InlineData(typeof(Nested), "GreenMl_Platform_AmazonSqs_Tests_Units-NamingTests_Nested")]
    [InlineData(typeof(Fault<Uri>), "MassTransit-Fault--System-Uri--")]
    [InlineData(typeof(Tuple<Uri, Fault<Uri>>), "System-Tuple--Uri__MassTransit-Fault--System-Uri----")]
    public void A_topic_is_named_after_its_type(Type type, string topic) =>
        Assert.Equal(topic, new AmazonSqsMessageNameFormatter().GetMessageName(type));

    [Theory]
    [InlineData("queue:steps", "amazonsqs://us-east-1/steps")]
    [InlineData("topic:Steps", "amazonsqs://us-east-1/Steps?type=topic")]
    [InlineData("amazonsqs://us-east-1/steps.fifo", "amazonsqs://us-east-1/steps.fifo")]
    [InlineData("queue:x?durable=false&autodelete=true", "amazonsqs://us-east-1/x?durable=false&autodelete=true")]
    public void An_address_has_one_full_form(string address, string full) =>
        Assert.Equal(full, AmazonSqsEndpointAddress.Parse(Host, new Uri(address)).ToUri(Host).ToString());

    [Theory]
    [InlineData("queue:steps", "amazonsqs://us-east-1/green/steps", "steps")]
    [InlineData("topic:Steps", "amazonsqs://us-east-1/green_Steps?type=topic", "green_Steps")]
    [InlineData("amazonsqs://us-east-1/green/steps", "amazonsqs://us-east-1/green/steps", "steps")]
    public void A_scope_prefixes_topics_and_never_queues(string address, string full, string name)
    {
        var parsed = AmazonSqsEndpointAddress.Parse(ScopedHost, new Uri(address));

        Assert.Equal(name, parsed.Name);
        Assert.Equal(full, parsed.ToUri(ScopedHost).ToString());
    }

    [Theory]
    [InlineData("queue:a.b", "'a.b' is no queue name")]
    [InlineData("topic:a:b", "'a:b' is no topic name")]
    [InlineData("https://example.org/steps", "use amazonsqs, queue or topic")]
    public void A_wrong_address_is_refused_with_the_rule(string address, string rule)
    {
        var error = Assert.Throws<ConfigurationException>(() => AmazonSqsEndpointAddress.Parse(Host, new Uri(address)));

        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_have_the_lengths_of_SQS_and_SNS()
    {
        Assert.True(EntityNames.IsValidQueue(new string('q', 80)));
        Assert.True(EntityNames.IsValidQueue(new string('q', 75) + ".fifo"));
        Assert.False(EntityNames.IsValidQueue(new string('q', 76) + ".fifo"));
        Assert.True(EntityNames.IsValidTopic(new string('t', 256)));
        Assert.False(EntityNames.IsValidTopic(new string('t', 257)));
        Assert.False(EntityNames.IsValidQueue(""));
        Assert.False(EntityNames.IsValidQueue(".fifo"));
    }

    [Fact]
    public void An_error_queue_of_a_fifo_queue_is_one_itself() =>
        Assert.Equal("steps_error.fifo", EntityNames.Rename("steps.fifo", x => $"{x}_error"));

    public sealed class Nested;
}
