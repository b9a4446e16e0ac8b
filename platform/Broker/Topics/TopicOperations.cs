using System.Xml.Linq;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;
using static GreenMl.Platform.Broker.Protocol.SnsXml;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>The SNS operations on topics and their tags. Each runs inside a transaction and answers the content of its result.</summary>
internal sealed class TopicOperations(TopicNames names)
{
    public const int PageSize = 100;

    public object?[] Create(Transaction transaction, SnsRequest request)
    {
        var name = TopicNames.Check(request.Get("Name"));
        var attributes = request.Attributes();
        var tags = CheckTags(request.Tags());
        foreach (var (attribute, value) in attributes)
        {
            TopicAttributes.Check(attribute, value);
        }

        var isFifo = attributes.GetValueOrDefault(TopicAttributes.FifoTopic) == "true";
        if (isFifo != name.EndsWith(TopicNames.FifoSuffix, StringComparison.Ordinal))
        {
            throw AwsException.InvalidParameter(
                "Topic Name",
                $"{name} and attribute FifoTopic disagree: the name of a FIFO topic ends with .fifo."
            );
        }

        if (TopicTable.Find(transaction, name) is { } existing)
        {
            CheckSame(existing, attributes, tags);
        }
        else
        {
            TopicTable.Insert(transaction, name, attributes, tags);
        }

        return [Element("TopicArn", names.Arn(name))];
    }

    public object?[]? Delete(Transaction transaction, SnsRequest request)
    {
        TopicTable.Delete(transaction, names.FromArn(request.Get("TopicArn")));
        return null;
    }

    public object?[] List(Transaction transaction, SnsRequest request)
    {
        var page = Page.From(
            PageSize,
            request.Find("NextToken"),
            PageSize,
            (after, count) => TopicTable.List(transaction, after, count)
        );
        return
        [
            Members("Topics", page.Items, name => [Element("TopicArn", names.Arn(name))]),
            page.NextToken is null ? null : Element("NextToken", page.NextToken),
        ];
    }

    public object?[] GetAttributes(Transaction transaction, SnsRequest request)
    {
        var topic = names.Get(transaction, request.Get("TopicArn"));
        Dictionary<string, string> all = new(StringComparer.Ordinal)
        {
            ["TopicArn"] = names.Arn(topic.Name),
            ["Owner"] = names.Account,
            ["SubscriptionsConfirmed"] = $"{SubscriptionTable.Count(transaction, topic)}",
            ["SubscriptionsPending"] = "0",
            ["SubscriptionsDeleted"] = "0",
            [TopicAttributes.DisplayName] = "",
        };
        return [Entries("Attributes", ResourceTags.Merge(all, topic.Attributes))];
    }

    public object?[]? SetAttributes(Transaction transaction, SnsRequest request)
    {
        var topic = names.Get(transaction, request.Get("TopicArn"));
        var name = request.Get("AttributeName");
        var value = request.Find("AttributeValue") ?? "";
        TopicAttributes.Check(name, value);
        if (name == TopicAttributes.FifoTopic)
        {
            throw AwsException.InvalidParameter("AttributeName", "FifoTopic can be set only at creation.");
        }

        var changed = ResourceTags.Merge(
            topic.Attributes,
            new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }
        );
        TopicTable.SetAttributes(transaction, topic.Id, changed);
        return null;
    }

    public object?[] Tag(Transaction transaction, SnsRequest request)
    {
        var topic = GetResource(transaction, request);
        TopicTable.SetTags(transaction, topic.Id, CheckTags(ResourceTags.Merge(topic.Tags, request.Tags())));
        return [];
    }

    public object?[] Untag(Transaction transaction, SnsRequest request)
    {
        var topic = GetResource(transaction, request);
        var removed = request.List("TagKeys.member");
        TopicTable.SetTags(transaction, topic.Id, ResourceTags.Without(topic.Tags, removed));
        return [];
    }

    public object?[] ListTags(Transaction transaction, SnsRequest request)
    {
        var tags = GetResource(transaction, request).Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal);
        return [Members("Tags", tags, Describe)];
    }

    private static XElement[] Describe(KeyValuePair<string, string> tag) =>
        [Element("Key", tag.Key), Element("Value", tag.Value)];

    private Topic GetResource(Transaction transaction, SnsRequest request)
    {
        var arn = request.Get("ResourceArn");
        return TopicTable.Find(transaction, names.FromArn(arn))
            ?? throw new AwsException("ResourceNotFound", "Resource does not exist", status: 404);
    }

    private static void CheckSame(
        Topic existing,
        Dictionary<string, string> attributes,
        Dictionary<string, string> tags
    )
    {
        if (attributes.Any(attribute => existing.Attributes.GetValueOrDefault(attribute.Key) != attribute.Value))
        {
            throw AwsException.InvalidParameter("Attributes", "Topic already exists with different attributes");
        }

        var sameTags =
            tags.Count == existing.Tags.Count && tags.All(tag => existing.Tags.GetValueOrDefault(tag.Key) == tag.Value);
        if (tags.Count > 0 && !sameTags)
        {
            throw AwsException.InvalidParameter("Tags", "Topic already exists with different tags");
        }
    }

    private static Dictionary<string, string> CheckTags(Dictionary<string, string> tags) =>
        ResourceTags.FindFault(tags) is { } fault ? throw AwsException.InvalidParameter("Tags", fault) : tags;
}
