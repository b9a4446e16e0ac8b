using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Receiving;
using MassTransit.AmazonSqsTransport.Topology;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>One queue with what consumes it.</summary>
internal sealed class AmazonSqsReceiveEndpointConfiguration(
    AmazonSqsHostConfiguration host,
    string queueName,
    AmazonSqsEndpointConfiguration endpoint
) : ReceiveEndpointConfiguration(host, endpoint), IAmazonSqsReceiveEndpointConfigurator
{
    private static readonly TimeSpan MaxReceiveWait = TimeSpan.FromSeconds(20);

    private bool _ordered = true;

    public AmazonSqsHostConfiguration Host => host;

    public AmazonSqsTopologyConfiguration SqsTopology => endpoint.SqsTopology;

    public QueueDeclaration Queue { get; private set; } = new(queueName);

    public TimeSpan ReceiveWait { get; private set; } = host.ReceiveWait;

    public bool Purge { get; private set; }

    public bool Ordered => _ordered && Queue.IsFifo;

    public int Concurrency => Math.Max(1, endpoint.Transport.GetConcurrentMessageLimit());

    public override Uri HostAddress => host.HostAddress;

    public override Uri InputAddress =>
        new AmazonSqsEndpointAddress(Queue.Name, IsTopic: false, Queue.Durable, Queue.AutoDelete).ToUri(HostAddress);

    public bool Durable
    {
        set => Queue = Queue with { Durable = value };
    }

    public bool AutoDelete
    {
        set => Queue = Queue with { AutoDelete = value };
    }

    public bool PurgeOnStartup
    {
        set => Purge = value;
    }

    public ushort WaitTimeSeconds
    {
        set => ReceiveWait = TimeSpan.FromSeconds(value);
    }

    public IDictionary<string, object> QueueAttributes => Queue.Attributes;

    public IDictionary<string, string> QueueTags => Queue.Tags;

    public void DisableMessageOrdering() => _ordered = false;

    public override ReceiveEndpointContext CreateReceiveEndpointContext() => CreateContext();

    public void Build(IHost owner)
    {
        var context = CreateContext();
        var receiveEndpoint = new ReceiveEndpoint(new SqsReceiveTransport(this, context), context);
        owner.AddReceiveEndpoint(Queue.Name, receiveEndpoint);
        ReceiveEndpoint = receiveEndpoint;
    }

    public override IEnumerable<ValidationResult> Validate()
    {
        if (!EntityNames.IsValidQueue(Queue.Name))
        {
            yield return this.Failure("QueueName", EntityNames.Rule(Queue.Name, isTopic: false));
        }

        if (ReceiveWait > MaxReceiveWait)
        {
            yield return this.Failure(
                nameof(WaitTimeSeconds),
                $"is {ReceiveWait.TotalSeconds}; SQS waits 0 to {MaxReceiveWait.TotalSeconds} seconds"
            );
        }

        foreach (var topic in SqsTopology.Consume.Topics.Where(x => !EntityNames.IsValidTopic(x.Name)))
        {
            yield return this.Failure("TopicName", EntityNames.Rule(topic.Name, isTopic: true));
        }

        foreach (var result in base.Validate())
        {
            yield return result.WithParentKey(Queue.Name);
        }
    }

    private SqsReceiveEndpointContext CreateContext()
    {
        ApplySpecifications(new EndpointBuilder(this));
        var context = new SqsReceiveEndpointContext(this);
        var moves = new QueueMoveTransport(this);
        context.GetOrAddPayload<IErrorTransport>(() => moves);
        context.GetOrAddPayload<IDeadLetterTransport>(() => moves);
        context.GetOrAddPayload(() => host.Topology);
        return context;
    }

    private sealed class EndpointBuilder(AmazonSqsReceiveEndpointConfiguration owner) : ReceiveEndpointBuilder(owner)
    {
        public override ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe, ConnectPipeOptions options)
        {
            if (owner.ConfigureConsumeTopology && options.HasFlag(ConnectPipeOptions.ConfigureConsumeTopology))
            {
                owner.SqsTopology.Consume.AddConsumed<T>();
            }

            return base.ConnectConsumePipe(pipe, options);
        }
    }
}
