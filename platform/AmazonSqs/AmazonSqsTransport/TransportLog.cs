using Microsoft.Extensions.Logging;

namespace MassTransit.AmazonSqsTransport;

/// <summary>What the transport logs, through the loggers of the bus.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Queue {Queue} is being purged already")]
    public static partial void PurgeAlreadyUnderWay(this ILogger logger, string queue, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Destination} is unreachable, trying again in {Delay}: {Error}"
    )]
    public static partial void Unreachable(this ILogger logger, string destination, TimeSpan delay, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Receiving from {InputAddress} failed, again in {Delay}: {Error}"
    )]
    public static partial void ReceiveFailed(
        this ILogger logger,
        Uri inputAddress,
        TimeSpan delay,
        string error,
        Exception? exception
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Message {MessageId} of {Queue} was not given back and stays hidden until its visibility timeout"
    )]
    public static partial void NotReturned(this ILogger logger, string messageId, string queue, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Message {MessageId} of {Queue} is no longer held: it may be consumed a second time"
    )]
    public static partial void LockLost(this ILogger logger, string messageId, string queue, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The visibility of message {MessageId} of {Queue} was not renewed, again in {Delay}: {Error}"
    )]
    public static partial void RenewalFailed(
        this ILogger logger,
        string messageId,
        string queue,
        TimeSpan delay,
        string error
    );

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Message {MessageId} of {Queue} was given back: its consumer was cancelled by the stop of the endpoint"
    )]
    public static partial void ConsumerStopped(
        this ILogger logger,
        string messageId,
        string queue,
        Exception exception
    );

    [LoggerMessage(Level = LogLevel.Warning, Message = "The temporary queue {Queue} was not deleted")]
    public static partial void QueueNotDeleted(this ILogger logger, string queue, Exception exception);
}
