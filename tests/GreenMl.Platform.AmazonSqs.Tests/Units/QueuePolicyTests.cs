using System.Text.Json.Nodes;
using MassTransit.AmazonSqsTransport.Entities;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

public sealed class QueuePolicyTests
{
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:steps";
    private const string First = "arn:aws:sns:us-east-1:000000000000:First";
    private const string Second = "arn:aws:sns:us-east-1:000000000000:Second";

    [Fact]
    public void A_queue_without_a_policy_gets_one_statement_for_all_topics()
    {
        var policy = JsonNode.Parse(QueuePolicy.Allow(null, Queue, [First, Second])!)!;

        var statement = Assert.Single(policy["Statement"]!.AsArray())!;
        Assert.Equal(Queue, statement["Resource"]!.GetValue<string>());
        Assert.Equal([First, Second], Sources(statement));
    }

    [Fact]
    public void A_policy_that_allows_the_topics_stays()
    {
        var policy = QueuePolicy.Allow(null, Queue, [First, Second]);

        Assert.Null(QueuePolicy.Allow(policy, Queue, [Second]));
    }

    [Fact]
    public void A_new_topic_joins_the_own_statement_and_leaves_those_of_others()
    {
        var own = QueuePolicy.Allow("""{"Statement":{"Sid":"theirs","Effect":"Deny"}}""", Queue, [First]);

        var statements = JsonNode.Parse(QueuePolicy.Allow(own, Queue, [Second])!)!["Statement"]!.AsArray();

        Assert.Equal(2, statements.Count);
        Assert.Equal("theirs", statements[0]!["Sid"]!.GetValue<string>());
        Assert.Equal([First, Second], Sources(statements[1]!));
    }

    [Fact]
    public void A_statement_for_the_whole_account_allows_every_topic_of_it()
    {
        const string Wildcard =
            """{"Statement":[{"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:000000000000:*"}}}]}""";

        Assert.Null(QueuePolicy.Allow(Wildcard, Queue, [First, Second]));
        Assert.NotNull(QueuePolicy.Allow(Wildcard, Queue, ["arn:aws:sns:us-east-1:111111111111:First"]));
    }

    private static IEnumerable<string> Sources(JsonNode statement) =>
        statement["Condition"]!["ArnLike"]!["aws:SourceArn"]!.AsArray().Select(x => x!.GetValue<string>());
}
