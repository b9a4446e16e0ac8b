using MassTransit.AmazonSqsTransport.Receiving;
using MassTransit.AmazonSqsTransport.Sending;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

public sealed class MessageAttributesTests
{
    [Fact]
    public void The_reason_displaces_surplus_headers()
    {
        var original = Enumerable.Range(0, 9).ToDictionary(x => $"h{x}", x => "v");
        original["Content-Type"] = "application/vnd.masstransit+json";

        var moved = new MessageAttributes(allow: null).OfDeadLetter(original, "dead-letter");

        Assert.Equal(10, moved.Count);
        Assert.Equal("dead-letter", moved["MT-Reason"]);
        Assert.Equal("application/vnd.masstransit+json", moved["Content-Type"]);
    }

    [Fact]
    public void A_value_is_made_valid_and_cut_without_breaking_a_character()
    {
        var astral = string.Concat(Enumerable.Repeat("\U0001F331", 3000));

        var moved = new MessageAttributes(allow: null).OfDeadLetter([], $"\u0000{astral}");

        Assert.Equal('\ufffd', moved["MT-Reason"][0]);
        Assert.InRange(moved["MT-Reason"].Length, 4095, 4096);
        Assert.False(char.IsHighSurrogate(moved["MT-Reason"][^1]));
    }

    [Fact]
    public void A_header_that_is_not_allowed_is_no_attribute()
    {
        var attributes = new MessageAttributes(x => x.Key != "MT-Reason").OfDeadLetter([], "dead-letter");

        Assert.Empty(attributes);
    }

    [Theory]
    [InlineData("""{"Type":"Notification","TopicArn":"arn","Message":"{\"a\":1}"}""", """{"a":1}""")]
    [InlineData(
        """{"Type":"Other","TopicArn":"arn","Message":"x"}""",
        """{"Type":"Other","TopicArn":"arn","Message":"x"}"""
    )]
    [InlineData("""["TopicArn"]""", """["TopicArn"]""")]
    [InlineData("""not json "TopicArn" """, """not json "TopicArn" """)]
    public void Only_a_notification_is_unwrapped(string body, string message) =>
        Assert.Equal(message, SnsNotification.Unwrap(body));
}
