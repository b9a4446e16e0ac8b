using System.Diagnostics;
using System.Text.Json;
using GreenMl.Sql;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GreenMl.Messaging;

/// <summary>
/// Sends what the outbox holds: the leftovers at start, then whatever a committed transaction rings for. Idle, it does
/// nothing at all. Several processes on one database may send a row twice, with the same message id.
/// </summary>
internal sealed partial class OutboxDelivery(
    Outbox outbox,
    IBus bus,
    BusReadiness readiness,
    TimeProvider time,
    ILogger<OutboxDelivery> logger
) : BackgroundService
{
    /// <summary>Rows sent together: as many as SQS and SNS take in one call.</summary>
    private const int BatchSize = 10;

    /// <summary>So often a row may be refused while the bus takes others; then it is moved aside.</summary>
    public const int MaxRefusals = 5;

    private static readonly ActivitySource Activities = new("GreenMl.Messaging");

    // Spreads the retries of processes that lost the same broker; nothing else depends on it.
    private readonly Backoff _backoff = new(new Random(Environment.ProcessId));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeliverAllAsync(stoppingToken);
                _backoff.Reset();
                await outbox.WaitForRingAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                var delay = _backoff.Next();
                DeliveryFailed(delay, e);
                await outbox.WaitForRingAsync(delay, stoppingToken);
            }
        }
    }

    private async Task DeliverAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await outbox.Database.ReadAsync(
                session => OutboxTable.NextAsync(session, BatchSize),
                cancellationToken
            );
            if (rows.Count == 0)
            {
                return;
            }

            var outcomes = await Task.WhenAll(rows.Select(row => DeliverAsync(row, cancellationToken)));
            // What the bus has taken is settled also while the service stops; else it would be sent again.
            await outbox.Database.WriteAsync(session => SettleAsync(session, outcomes), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            var failure = outcomes.FirstOrDefault(outcome => outcome.SendFailure is not null)?.SendFailure;
            if (failure is not null)
            {
                throw failure;
            }
        }
    }

    private async Task<Outcome> DeliverAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        Letter letter;
        try
        {
            letter = Letter.Read(row.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(row) { DeathCause = e.Message };
        }

        try
        {
            await SendAsync(letter, cancellationToken);
            return new(row);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new(row) { IsInterrupted = true };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(row) { SendFailure = e };
        }
    }

    private async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        var (row, message, type, context) = letter;
        using var activity = Activities.StartActivity("outbox deliver", ActivityKind.Producer, context.TraceParent);
        var pipe = Pipe.Execute<SendContext>(envelope => context.WriteTo(envelope, row.MessageId, time.GetUtcNow()));
        if (row.Destination is null)
        {
            await bus.Publish(message, type, pipe, cancellationToken);
            return;
        }

        var endpoint = await bus.GetSendEndpoint(new Uri(row.Destination));
        await endpoint.Send(message, type, pipe, cancellationToken);
    }

    private async Task SettleAsync(SqlSession session, IReadOnlyList<Outcome> outcomes)
    {
        var busWorks = outcomes.Any(outcome => outcome.IsDelivered);
        foreach (var outcome in outcomes)
        {
            var row = outcome.Row;
            if (outcome.IsDelivered)
            {
                await OutboxTable.DeleteAsync(session, row.Sequence);
            }
            else if (outcome.DeathCause is { } cause)
            {
                await BuryAsync(session, row, cause);
            }
            else if (outcome.SendFailure is { } refusal && busWorks)
            {
                await RefuseAsync(session, row, refusal);
            }
        }
    }

    private Task RefuseAsync(SqlSession session, OutboxRow row, Exception refusal) =>
        row.Refusals + 1 < MaxRefusals
            ? OutboxTable.CountRefusalAsync(session, row.Sequence)
            : BuryAsync(session, row, refusal.Message);

    private async Task BuryAsync(SqlSession session, OutboxRow row, string reason)
    {
        await OutboxTable.BuryAsync(session, row.Sequence, reason, time.GetUtcNow());
        MovedAside(row.Message.MessageId, row.Message.Type, reason);
    }

    [LoggerMessage(LogLevel.Warning, "Messages wait in the outbox: the bus takes none; next attempt in {Delay}.")]
    private partial void DeliveryFailed(TimeSpan delay, Exception exception);

    [LoggerMessage(
        LogLevel.Error,
        "Message {MessageId} of type {Type} can never be sent and is now in outbox_dead: {Reason}"
    )]
    private partial void MovedAside(Guid messageId, string type, string reason);

    /// <summary>A message in the form in which it is sent.</summary>
    private sealed record Letter(OutboxMessage Row, object Message, Type Type, OutboxContext Context)
    {
        /// <exception cref="Exception">The type is gone, or body or context are no JSON of theirs.</exception>
        public static Letter Read(OutboxMessage row)
        {
            var type = Type.GetType(row.Type, throwOnError: true)!;
            return new(row, Parse(row.Body, type), type, (OutboxContext)Parse(row.Context, typeof(OutboxContext)));
        }

        private static object Parse(string json, Type type) =>
            JsonSerializer.Deserialize(json, type, MessageJson.Options)
            ?? throw new JsonException($"The JSON of a {type.Name} is null.");
    }

    private sealed record Outcome(OutboxRow Row)
    {
        public string? DeathCause { get; init; }

        public Exception? SendFailure { get; init; }

        /// <summary>The service stops; whether the bus has taken the message is not known.</summary>
        public bool IsInterrupted { get; init; }

        public bool IsDelivered => DeathCause is null && SendFailure is null && !IsInterrupted;
    }
}
