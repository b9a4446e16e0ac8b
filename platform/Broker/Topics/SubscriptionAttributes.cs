using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>What a caller may set on a subscription of a queue.</summary>
internal static class SubscriptionAttributes
{
    public const string RawMessageDelivery = "RawMessageDelivery";
    public const string FilterPolicy = "FilterPolicy";
    public const string FilterPolicyScope = "FilterPolicyScope";
    public const string MessageAttributes = "MessageAttributes";
    public const string MessageBody = "MessageBody";

    /// <exception cref="AwsException">InvalidParameter.</exception>
    public static void Check(IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            var allowed = name switch
            {
                RawMessageDelivery => value is "true" or "false",
                FilterPolicyScope => value is MessageAttributes or MessageBody,
                FilterPolicy => true,
                _ => throw AwsException.InvalidParameter("AttributeName", $"Unknown attribute {name}."),
            };
            if (!allowed)
            {
                throw AwsException.InvalidParameter(name, $"The value {value} is not allowed.");
            }
        }

        Topics.FilterPolicy.Parse(
            attributes.GetValueOrDefault(FilterPolicy, ""),
            attributes.GetValueOrDefault(FilterPolicyScope) == MessageBody
        );
    }
}
