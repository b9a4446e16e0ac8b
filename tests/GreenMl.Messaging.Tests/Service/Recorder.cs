using System.Threading.Channels;
using MassTransit;

namespace GreenMl.Messaging.Tests.Service;

/// <summary>A message as a consumer saw it.</summary>
public sealed record Received(
    object Message,
    Guid? MessageId,
    Guid? ConversationId,
    Guid? InitiatorId,
    Uri? Destination
);

/// <summary>Keeps what the recording consumers of one service received.</summary>
public sealed class Recorder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Received> _received = Channel.CreateBounded<Received>(10_000);

    public void Add<T>(ConsumeContext<T> context)
        where T : class =>
        Assert.True(
            _received.Writer.TryWrite(
                new(
                    context.Message,
                    context.MessageId,
                    context.ConversationId,
                    context.InitiatorId,
                    context.DestinationAddress
                )
            )
        );

    /// <summary>Waits for the next message.</summary>
    public async Task<Received> NextAsync() =>
        await _received.Reader.ReadAsync().AsTask().WaitAsync(Patience, TimeProvider.System);

    /// <summary>Waits for so many messages.</summary>
    public async Task<IReadOnlyList<Received>> NextAsync(int count)
    {
        var received = new List<Received>();
        while (received.Count < count)
        {
            received.Add(await NextAsync());
        }

        return received;
    }

    /// <summary>Whether nothing has arrived that was not asked for.</summary>
    public bool IsEmpty => !_received.Reader.TryPeek(out _);
}

/// <summary>Records every <typeparamref name="T"/>.</summary>
public sealed class RecordingConsumer<T>(Recorder recorder) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        recorder.Add(context);
        return Task.CompletedTask;
    }
}

/// <summary>Counts the messages that consumers and sagas have finished, successfully or not.</summary>
public sealed class ConsumptionCount : IConsumeObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Exception?> _finished = Channel.CreateBounded<Exception?>(10_000);

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => _finished.Writer.WriteAsync(null).AsTask();

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => _finished.Writer.WriteAsync(exception).AsTask();

    /// <summary>Waits for so many, and answers the failures among them.</summary>
    public async Task<IReadOnlyList<Exception>> WaitAsync(int count)
    {
        var failures = new List<Exception>();
        for (var i = 0; i < count; i++)
        {
            var failure = await _finished.Reader.ReadAsync().AsTask().WaitAsync(Patience, TimeProvider.System);
            if (failure is not null)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }
}
