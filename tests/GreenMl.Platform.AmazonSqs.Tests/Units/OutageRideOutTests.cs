using System.Net;
using Amazon.Runtime;
using Amazon.SQS.Model;
using MassTransit.AmazonSqsTransport;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Sending;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

public sealed class OutageRideOutTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_call_is_repeated_until_the_outage_ends()
    {
        var attempts = 0;

        var run = new OutageRideOut(_time).RunAsync(CallAsync, "queue", None);
        await AdvanceUntilCompletedAsync(run);

        Assert.Equal(4, attempts);

        Task CallAsync() => ++attempts < 4 ? throw new HttpRequestException("refused") : Task.CompletedTask;
    }

    [Fact]
    public async Task An_outage_longer_than_the_limit_throws_the_last_failure()
    {
        var started = _time.GetTimestamp();

        var run = new OutageRideOut(_time).RunAsync(() => throw new HttpRequestException("refused"), "queue", None);
        await AdvanceUntilCompletedAsync(run);

        await Assert.ThrowsAsync<HttpRequestException>(() => run);
        Assert.True(_time.GetElapsedTime(started) >= OutageRideOut.Limit);
    }

    [Fact]
    public async Task A_fault_of_the_message_is_thrown_at_once()
    {
        var attempts = 0;

        await Assert.ThrowsAsync<InvalidMessageContentsException>(() =>
            new OutageRideOut(_time).RunAsync(CallAsync, "queue", None)
        );

        Assert.Equal(1, attempts);

        Task CallAsync()
        {
            attempts++;
            throw new InvalidMessageContentsException("bad");
        }
    }

    [Fact]
    public async Task A_cancelled_wait_throws_the_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        var run = new OutageRideOut(_time).RunAsync(
            () => throw new HttpRequestException("refused"),
            "queue",
            cancellation.Token
        );

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void Unreachable_and_failing_services_are_outages_and_refusals_are_not()
    {
        Assert.True(OutageRideOut.IsOutage(new HttpRequestException("refused")));
        Assert.True(OutageRideOut.IsOutage(new IOException("reset")));
        Assert.True(OutageRideOut.IsOutage(Answer(HttpStatusCode.ServiceUnavailable)));
        Assert.True(OutageRideOut.IsOutage(new BatchEntryException("InternalError", "", senderFault: false)));
        Assert.False(OutageRideOut.IsOutage(new BatchEntryException("InvalidMessageContents", "", senderFault: true)));
        Assert.False(OutageRideOut.IsOutage(Answer(HttpStatusCode.Forbidden)));
        Assert.False(OutageRideOut.IsOutage(new OperationCanceledException()));
    }

    [Fact]
    public void Delays_double_up_to_their_limit_and_are_spread()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), seed: 7);

        foreach (var expected in new double[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            Assert.InRange(backoff.Next().TotalSeconds, expected * 0.75, expected * 1.25);
        }

        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.75, 1.25);
    }

    private static AmazonServiceException Answer(HttpStatusCode status) => new("answer") { StatusCode = status };

    private async Task AdvanceUntilCompletedAsync(Task run)
    {
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
