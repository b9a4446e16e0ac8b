using System.Text.Json.Nodes;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>
/// The statement that lets SNS send to a queue: one per queue, whose <c>aws:SourceArn</c> condition lists the topics.
/// Statements of others stay as they are.
/// </summary>
internal static class QueuePolicy
{
    private const string StatementId = "MassTransitSnsPublish";

    /// <summary>
    /// The policy extended by the topics that it does not allow yet, or null where nothing is missing. A topic is allowed by its own ARN
    /// or by <c>arn:…:account:*</c>.
    /// </summary>
    public static string? Allow(string? policyJson, string queueArn, IReadOnlyCollection<string> topicArns)
    {
        var policy = Parse(policyJson);
        var statements = Statements(policy);
        var allowed = statements.SelectMany(Sources).ToHashSet(StringComparer.Ordinal);
        string[] missing =
        [
            .. topicArns.Where(arn => !allowed.Contains(arn) && !allowed.Contains(AccountWildcard(arn))),
        ];
        if (missing.Length == 0)
        {
            return null;
        }

        var own = statements.OfType<JsonObject>().FirstOrDefault(x => x["Sid"]?.ToString() == StatementId);
        if (own is null)
        {
            statements.Add(own = NewStatement(queueArn));
        }

        JsonNode[] sources = [.. Sources(own).Concat(missing).Select(x => JsonValue.Create(x))];
        own["Condition"] = new JsonObject
        {
            ["ArnLike"] = new JsonObject { ["aws:SourceArn"] = new JsonArray(sources) },
        };
        return policy.ToJsonString();
    }

    private static JsonObject Parse(string? policyJson) =>
        string.IsNullOrEmpty(policyJson)
            ? new JsonObject { ["Version"] = "2012-10-17" }
            : JsonNode.Parse(policyJson)!.AsObject();

    private static JsonArray Statements(JsonObject policy)
    {
        if (policy["Statement"] is JsonArray many)
        {
            return many;
        }

        // IAM allows a single statement without its array.
        JsonArray statements = policy["Statement"] is { } single ? [single.DeepClone()] : [];
        policy["Statement"] = statements;
        return statements;
    }

    private static IEnumerable<string> Sources(JsonNode? statement) =>
        statement?["Condition"]?["ArnLike"]?["aws:SourceArn"] switch
        {
            JsonArray many => many.Select(x => $"{x}"),
            { } one => [$"{one}"],
            null => [],
        };

    private static string AccountWildcard(string arn) => arn[..(arn.LastIndexOf(':') + 1)] + "*";

    private static JsonObject NewStatement(string queueArn) =>
        new()
        {
            ["Sid"] = StatementId,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
            ["Action"] = "sqs:SendMessage",
            ["Resource"] = queueArn,
        };
}
