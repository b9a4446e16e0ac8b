using System.Net;
using Amazon.Runtime;
using MassTransit.AmazonSqsTransport.Entities;

namespace MassTransit.AmazonSqsTransport.Sending;

/// <summary>
/// Repeats a call while the service is unreachable, beyond what the SDK retries: an outage is no fault of the message, and a send that
/// fails inside a consumer would move an innocent message to the error queue.
/// </summary>
internal sealed class OutageRideOut(TimeProvider time)
{
    /// <summary>How long an outage is waited for, from the first attempt.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>Completes with the first attempt that does not fail for an outage, or throws the last failure.</summary>
    /// <param name="call">One attempt.</param>
    /// <param name="destination">For the log.</param>
    /// <param name="cancellationToken">Ends the wait between two attempts, not an attempt.</param>
    public async Task RunAsync(Func<Task> call, string destination, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        Backoff? backoff = null;
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception e)
                when (IsOutage(e) && time.GetElapsedTime(started) < Limit && !cancellationToken.IsCancellationRequested)
            {
                backoff ??= new Backoff(FirstDelay, MaxDelay, HashCode.Combine(Environment.ProcessId, started));
                var delay = backoff.Next();
                LogContext.Current?.Logger.Unreachable(destination, delay, e.Message);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    /// <summary>Whether nobody answered, or the service itself failed.</summary>
    public static bool IsOutage(Exception exception) =>
        exception switch
        {
            HttpRequestException or IOException or TimeoutException => true,
            AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } => true,
            BatchEntryException { SenderFault: false } => true,
            { InnerException: HttpRequestException or IOException } => true,
            _ => false,
        };
}
