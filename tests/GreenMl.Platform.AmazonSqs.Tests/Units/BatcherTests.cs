using CsCheck;
using MassTransit.AmazonSqsTransport.Entities;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

public sealed class BatcherTests
{
    private static readonly IReadOnlyDictionary<int, BatchEntryException> NoneRefused =
        new Dictionary<int, BatchEntryException>();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public Task Every_entry_goes_out_once_in_batches_within_the_limits() =>
        Gen.Select(Gen.Int[1, Batcher<int>.MaxBytes + 1000].List[0, 60], Gen.Int[1, 4])
            .SampleAsync(
                async (sizes, maxCalls) =>
                {
                    var batches = new List<IReadOnlyList<int>>();
                    var batcher = new Batcher<int>(FlushAsync, size => size, maxCalls);

                    await Task.WhenAll(sizes.Select(size => batcher.AddAsync(size, None)));

                    Assert.Equal(sizes.Order(), batches.SelectMany(x => x).Order());
                    Assert.All(batches, x => Assert.InRange(x.Count, 1, Batcher<int>.MaxEntries));
                    Assert.All(
                        batches,
                        x => Assert.True(x.Count == 1 || x.Sum() <= Batcher<int>.MaxBytes, "A batch is too large.")
                    );

                    async Task<IReadOnlyDictionary<int, BatchEntryException>> FlushAsync(IReadOnlyList<int> batch)
                    {
                        await Task.Yield();
                        lock (batches)
                        {
                            batches.Add(batch);
                        }

                        return NoneRefused;
                    }
                },
                iter: 100
            );

    [Fact]
    public async Task One_call_at_a_time_keeps_the_order()
    {
        var sent = new List<int>();
        var batcher = new Batcher<int>(FlushAsync, _ => 1, maxCalls: 1);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(x => batcher.AddAsync(x, None)));

        Assert.Equal(Enumerable.Range(0, 100), sent);

        async Task<IReadOnlyDictionary<int, BatchEntryException>> FlushAsync(IReadOnlyList<int> batch)
        {
            await Task.Yield();
            sent.AddRange(batch);
            return NoneRefused;
        }
    }

    [Fact]
    public async Task A_refused_entry_fails_only_its_caller()
    {
        using var call = new HeldCall();
        var batcher = new Batcher<string>(call.FlushAsync, _ => 1, maxCalls: 1);
        var first = batcher.AddAsync("first", None);
        var good = batcher.AddAsync("good", None);
        var bad = batcher.AddAsync("bad", None);

        call.Release();

        await first;
        await good;
        var refusal = await Assert.ThrowsAsync<BatchEntryException>(() => bad);
        Assert.True(refusal.SenderFault);
        Assert.Equal("InvalidMessageContents: bad", refusal.Message);
    }

    [Fact]
    public async Task A_failed_call_fails_its_entries_and_not_the_next_ones()
    {
        var calls = 0;
        var batcher = new Batcher<int>(FlushAsync, _ => 1, maxCalls: 1);

        await Assert.ThrowsAsync<HttpRequestException>(() => batcher.AddAsync(1, None));
        await batcher.AddAsync(2, None);

        Assert.Equal(2, calls);

        async Task<IReadOnlyDictionary<int, BatchEntryException>> FlushAsync(IReadOnlyList<int> batch)
        {
            await Task.Yield();
            return ++calls == 1 ? throw new HttpRequestException("refused") : NoneRefused;
        }
    }

    [Fact]
    public async Task An_entry_cancelled_before_its_call_is_not_sent()
    {
        using var call = new HeldCall();
        using var cancellation = new CancellationTokenSource();
        var batcher = new Batcher<string>(call.FlushAsync, _ => 1, maxCalls: 1);
        var first = batcher.AddAsync("first", None);
        var cancelled = batcher.AddAsync("cancelled", cancellation.Token);
        var last = batcher.AddAsync("last", None);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        call.Release();
        await first;
        await last;

        Assert.Equal(["first", "last"], call.Sent);
    }

    [Fact]
    public void A_message_counts_the_bytes_of_its_body_and_of_its_attributes()
    {
        var attributes = new Dictionary<string, string> { ["n\u00e4me"] = "\u20ac" };

        // 3 + ("näme" 5 + "String" 6 + 3)
        Assert.Equal(3 + 5 + 6 + 3, new OutgoingMessage("\u20ac", attributes).Bytes);
    }

    private sealed class HeldCall : IDisposable
    {
        private readonly SemaphoreSlim _held = new(0);

        public List<string> Sent { get; } = [];

        public void Release() => _held.Release(10);

        public async Task<IReadOnlyDictionary<int, BatchEntryException>> FlushAsync(IReadOnlyList<string> batch)
        {
            await _held.WaitAsync();
            Sent.AddRange(batch);
            return batch
                .Index()
                .Where(x => x.Item == "bad")
                .ToDictionary(x => x.Index, x => new BatchEntryException("InvalidMessageContents", x.Item, true));
        }

        public void Dispose() => _held.Dispose();
    }
}
