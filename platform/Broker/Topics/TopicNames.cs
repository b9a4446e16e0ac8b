using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>The names of a topic: plain and ARN.</summary>
internal sealed class TopicNames(IOptions<BrokerOptions> options)
{
    public const string FifoSuffix = ".fifo";
    private const int LongestName = 256;

    public string Account => options.Value.AccountId;

    private string ArnPrefix => $"arn:aws:sns:{options.Value.Region}:{options.Value.AccountId}:";

    public string Arn(string name) => ArnPrefix + name;

    /// <exception cref="AwsException">InvalidParameter for what is no topic of this broker, NotFound for none that exists.</exception>
    public Topic Get(Transaction transaction, string arn) =>
        TopicTable.Find(transaction, FromArn(arn)) ?? throw AwsException.NotFound("Topic");

    /// <exception cref="AwsException">InvalidParameter.</exception>
    public string FromArn(string arn) =>
        arn.StartsWith(ArnPrefix, StringComparison.Ordinal)
            ? arn[ArnPrefix.Length..]
            : throw AwsException.InvalidParameter("TopicArn", $"{arn} does not start with {ArnPrefix}");

    /// <exception cref="AwsException">InvalidParameter.</exception>
    public static string Check(string name)
    {
        var plain = name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? name[..^FifoSuffix.Length] : name;
        return
            name.Length <= LongestName
            && plain.Length > 0
            && plain.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name
            : throw AwsException.InvalidParameter(
                "Topic Name",
                $"{name} must be 1 to {LongestName} letters, digits, - or _, with .fifo at the end of a FIFO topic."
            );
    }
}
