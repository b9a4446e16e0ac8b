using MassTransit.AmazonSqsTransport.Sending;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>What every message of a receiver shares.</summary>
internal sealed record ReceiverContext(
    Uri InputAddress,
    OutageRideOut Outage,
    TimeProvider Time,
    CancellationToken Stopping
);
