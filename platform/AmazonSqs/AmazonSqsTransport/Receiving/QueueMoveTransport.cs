using Amazon.SQS.Model;
using MassTransit.AmazonSqsTransport.Configuration;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Sending;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>
/// Moves what cannot be consumed to <c>queue_error</c> or <c>queue_skipped</c>: the original body and attributes, with the reason in
/// place of the transport's own attributes.
/// </summary>
internal sealed class QueueMoveTransport(AmazonSqsReceiveEndpointConfiguration endpoint)
    : IErrorTransport,
        IDeadLetterTransport
{
    private const string TransportPrefix = "MT-";
    private const string UnknownReason = "Unspecified";

    private readonly MessageAttributes _attributes = new(endpoint.Host.Settings.AllowTransportHeader);

    public Task Send(ExceptionReceiveContext context) =>
        MoveAsync(
            context,
            endpoint.SqsTopology.Send.ErrorQueueNameFormatter.FormatErrorQueueName,
            original => _attributes.OfFault(original, context.ExceptionHeaders)
        );

    public Task Send(ReceiveContext context, string? reason) =>
        MoveAsync(
            context,
            endpoint.SqsTopology.Send.DeadLetterQueueNameFormatter.FormatDeadLetterQueueName,
            original => _attributes.OfDeadLetter(original, reason ?? UnknownReason)
        );

    private Task MoveAsync(
        ReceiveContext context,
        Func<string, string> rename,
        Func<Dictionary<string, string>, Dictionary<string, string>> addReason
    )
    {
        var source = context.GetPayload<Message>();
        var kept = source
            .TextAttributes()
            .Where(x => !x.Key.StartsWith(TransportPrefix, StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        var message = new OutgoingMessage(context.Body.GetString(), addReason(kept))
        {
            GroupId = source.SystemAttribute("MessageGroupId"),
            DeduplicationId = source.SystemAttribute("MessageDeduplicationId"),
        };
        var queue = endpoint.Queue;
        var name = EntityNames.Rename(queue.Name, rename);
        var destination = new QueueDestination(
            endpoint.Host.Connection.Queues,
            new QueueDeclaration(name, queue.Durable, queue.AutoDelete)
        );
        return endpoint.Host.Outage.RunAsync(
            () => destination.DeliverAsync(message, CancellationToken.None),
            name,
            context.CancellationToken
        );
    }
}
