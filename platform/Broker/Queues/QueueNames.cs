using GreenMl.Platform.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>The names of a queue: plain, ARN and URL.</summary>
internal sealed class QueueNames(IOptions<BrokerOptions> options)
{
    private const int LongestName = 80;

    /// <summary>The account in ARNs, and the sender of every message.</summary>
    public string Account => options.Value.AccountId;

    private string ArnPrefix => $"arn:aws:sqs:{options.Value.Region}:{options.Value.AccountId}:";

    public string Arn(string name) => ArnPrefix + name;

    /// <summary>A URL under the address that the caller used.</summary>
    public string Url(string address, string name) => $"{address}/{options.Value.AccountId}/{name}";

    /// <exception cref="AwsException">MissingParameter or NonExistentQueue.</exception>
    public static string FromUrl(string? url) =>
        string.IsNullOrEmpty(url) ? throw AwsException.Missing("QueueUrl") : url[(url.LastIndexOf('/') + 1)..];

    /// <summary>The queue's name when <paramref name="arn"/> is one of this broker's.</summary>
    public string? FromArn(string arn) =>
        arn.StartsWith(ArnPrefix, StringComparison.Ordinal) ? arn[ArnPrefix.Length..] : null;

    /// <exception cref="AwsException">MissingParameter or InvalidParameterValue.</exception>
    public static string Check(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw AwsException.Missing("QueueName");
        }

        var plain = name.EndsWith(Queue.FifoSuffix, StringComparison.Ordinal) ? name[..^Queue.FifoSuffix.Length] : name;
        return name.Length <= LongestName && plain.Length > 0 && plain.All(IsAllowed)
            ? name
            : throw AwsException.InvalidValue(
                $"Queue name {name} is invalid. It can only include alphanumeric characters, hyphens, or underscores "
                    + $"(and .fifo at the end), 1 to {LongestName} in length."
            );
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
