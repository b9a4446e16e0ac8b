namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>A queue as configuration asks for it.</summary>
internal sealed record QueueDeclaration(string Name, bool Durable = true, bool AutoDelete = false)
{
    public Dictionary<string, object> Attributes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public bool IsFifo => EntityNames.IsFifo(Name);
}

/// <summary>A topic as configuration asks for it.</summary>
internal sealed record TopicDeclaration(string Name)
{
    public Dictionary<string, object> Attributes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public bool IsFifo => EntityNames.IsFifo(Name);
}
