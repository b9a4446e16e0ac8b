using CsCheck;
using GreenMl.Platform.Broker.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.Broker.Tests.Messages;

/// <summary>A queue behaves as a simple model of it does, whatever clients do in whatever order.</summary>
public sealed class QueueProperties
{
    private const int VisibilitySeconds = 30;
    private const int Samples = 40;
    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Enum<Move>(),
        Gen.Int[0, 9],
        (move, argument) => new Step(move, argument)
    );

    [Fact]
    public async Task A_standard_queue_delivers_exactly_what_is_visible()
    {
        var time = new FakeTimeProvider();
        await using var broker = await TestBroker.StartWithClockAsync(time);
        await AnyStep
            .List[1, 60]
            .SampleAsync(
                async steps =>
                {
                    var queue = await QueueUnderTest.CreateAsync(broker);
                    await RunAsync(steps, queue, new Model(time, isFifo: false), time);
                },
                iter: Samples,
                threads: 1
            );
    }

    [Fact]
    public async Task A_fifo_queue_delivers_the_head_of_each_idle_group_in_order()
    {
        var time = new FakeTimeProvider();
        await using var broker = await TestBroker.StartWithClockAsync(time);
        await AnyStep
            .List[1, 60]
            .SampleAsync(
                async steps =>
                {
                    var queue = await QueueUnderTest.CreateFifoAsync(broker, ("ContentBasedDeduplication", "true"));
                    await RunAsync(steps, queue, new Model(time, isFifo: true), time);
                },
                iter: Samples,
                threads: 1
            );
    }

    [Fact]
    public async Task Every_message_ends_deleted_or_as_a_dead_letter_after_its_last_receive()
    {
        const int MostReceives = 2;
        var time = new FakeTimeProvider();
        await using var broker = await TestBroker.StartWithClockAsync(time);
        await AnyStep
            .List[1, 60]
            .SampleAsync(
                async steps =>
                {
                    var deadLetters = await QueueUnderTest.CreateAsync(broker);
                    var policy =
                        $$"""{"deadLetterTargetArn":"{{deadLetters.Arn}}","maxReceiveCount":{{MostReceives}}}""";
                    var queue = await QueueUnderTest.CreateAsync(broker, ("RedrivePolicy", policy));
                    var model = new Model(time, isFifo: false, MostReceives);

                    await RunAsync(steps, queue, model, time);

                    var dead = await DrainAsync(deadLetters);
                    Assert.Equal(model.Dead.Order(), dead.Order());
                },
                iter: Samples,
                threads: 1
            );
    }

    private static async Task RunAsync(List<Step> steps, QueueUnderTest queue, Model model, FakeTimeProvider time)
    {
        List<ReceivedMessage> held = [];
        foreach (var (move, argument) in steps)
        {
            switch (move)
            {
                case Move.Send:
                    var (body, group) = model.Send(argument);
                    await queue.SendAsync(body, group);
                    break;
                case Move.Receive:
                    held.AddRange(await ReceiveAsync(queue, model, argument + 1));
                    break;
                case Move.Delete when held.Count > 0:
                    var done = held[argument % held.Count];
                    await queue.DeleteAsync(done);
                    model.Delete(done);
                    break;
                case Move.Release when held.Find(model.IsHeld) is { } released:
                    await queue.ReleaseAsync(released);
                    model.Release(released);
                    break;
                default:
                    time.Advance(TimeSpan.FromSeconds(argument * 5));
                    break;
            }
        }

        await FinishAsync(queue, model, time);
    }

    /// <summary>Nothing is lost: what was not deleted is delivered once everything in flight has come back.</summary>
    private static async Task FinishAsync(QueueUnderTest queue, Model model, FakeTimeProvider time)
    {
        while (model.IsPending)
        {
            time.Advance(TimeSpan.FromSeconds(VisibilitySeconds));
            foreach (var message in await ReceiveAsync(queue, model, 10))
            {
                await queue.DeleteAsync(message);
                model.Delete(message);
            }
        }

        time.Advance(TimeSpan.FromSeconds(VisibilitySeconds));
        Assert.Empty(await queue.ReceiveAsync());
    }

    private static async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(QueueUnderTest queue, Model model, int count)
    {
        var expected = model.Receivable(count);
        var received = await queue.ReceiveAsync(count);
        Assert.Equal(expected, received.Select(message => message.Body));
        foreach (var message in received)
        {
            model.Receive(message);
        }

        return received;
    }

    private static async Task<List<string>> DrainAsync(QueueUnderTest queue)
    {
        List<string> bodies = [];
        while (await queue.ReceiveAsync() is { Count: > 0 } messages)
        {
            bodies.AddRange(messages.Select(message => message.Body));
        }

        return bodies;
    }

    private enum Move
    {
        Send,
        Receive,
        Delete,
        Release,
        Wait,
    }

    private sealed record Step(Move Move, int Argument);

    private sealed record Entry(string Body, string? Group)
    {
        public DateTimeOffset Visible { get; set; }

        public string? Receipt { get; set; }

        public int Receives { get; set; }
    }

    /// <summary>What a queue is said to do, in the plainest form.</summary>
    private sealed class Model(TimeProvider time, bool isFifo, int mostReceives = int.MaxValue)
    {
        private readonly List<Entry> _entries = [];
        private int _sent;

        public List<string> Dead { get; } = [];

        public bool IsPending => _entries.Count > 0;

        public (string Body, string? Group) Send(int argument)
        {
            var entry = new Entry($"m{_sent++}", isFifo ? $"g{argument % 3}" : null) { Visible = time.GetUtcNow() };
            _entries.Add(entry);
            return (entry.Body, entry.Group);
        }

        /// <summary>
        /// What the next receive gives: the longest visible first. What was received too often becomes a dead letter when it
        /// is met on the way.
        /// </summary>
        public List<string> Receivable(int count)
        {
            List<string> receivable = [];
            while (receivable.Count < count && Next(receivable) is { } entry)
            {
                if (entry.Receives < mostReceives)
                {
                    receivable.Add(entry.Body);
                }
                else
                {
                    Dead.Add(entry.Body);
                    _entries.Remove(entry);
                }
            }

            return receivable;
        }

        public void Receive(ReceivedMessage message)
        {
            var entry = _entries.Single(entry => entry.Body == message.Body);
            entry.Visible = time.GetUtcNow().AddSeconds(VisibilitySeconds);
            entry.Receipt = message.ReceiptHandle;
            entry.Receives++;
            Assert.Equal($"{entry.Receives}", message.Attributes!["ApproximateReceiveCount"]);
            Assert.True(entry.Receives <= mostReceives);
        }

        public void Delete(ReceivedMessage message) =>
            _entries.RemoveAll(entry => entry.Receipt == message.ReceiptHandle);

        public bool IsHeld(ReceivedMessage message) =>
            _entries.Exists(entry => entry.Receipt == message.ReceiptHandle && entry.Visible > time.GetUtcNow());

        public void Release(ReceivedMessage message) =>
            _entries.Single(entry => entry.Receipt == message.ReceiptHandle).Visible = time.GetUtcNow();

        private Entry? Next(List<string> taken) =>
            _entries
                .Where(entry => entry.Visible <= time.GetUtcNow() && !taken.Contains(entry.Body))
                .Where(entry => !isFifo || entry == _entries.Find(other => other.Group == entry.Group))
                .MinBy(entry => entry.Visible);
    }
}
