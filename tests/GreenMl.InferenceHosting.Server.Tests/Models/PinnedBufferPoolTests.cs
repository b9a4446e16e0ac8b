using CsCheck;
using GreenMl.InferenceHosting.Server.Models;

namespace GreenMl.InferenceHosting.Server.Tests.Models;

public sealed class PinnedBufferPoolTests
{
    [Fact]
    public void A_returned_buffer_is_rented_again_for_a_length_that_fits()
    {
        var pool = new PinnedBufferPool();
        var first = pool.Rent(5_000);
        pool.Return(first);

        var second = pool.Rent(8_000);

        Assert.Same(first, second);
        Assert.Equal(8_000, second.Span.Length);
    }

    [Fact]
    public void A_rented_buffer_is_not_rented_twice()
    {
        var pool = new PinnedBufferPool();

        Assert.NotSame(pool.Rent(100), pool.Rent(100));
    }

    [Fact]
    public void Buffers_beyond_the_bound_are_not_kept()
    {
        var pool = new PinnedBufferPool();
        var buffers = Enumerable.Range(0, 3).Select(_ => pool.Rent(16 << 20)).ToArray();
        Array.ForEach(buffers, pool.Return);

        var again = Enumerable.Range(0, 3).Select(_ => pool.Rent(16 << 20)).ToArray();

        Assert.Equal(2, again.Intersect(buffers).Count());
    }

    [Fact]
    public void Every_length_gets_exactly_its_bytes_at_an_address_that_stays() =>
        Gen.Int[0, 1 << 20]
            .Sample(length =>
            {
                var buffer = new PinnedBufferPool().Rent(length);
                var address = buffer.Address;
                GC.Collect(0);
                return buffer.Span.Length == length && buffer.Address == address && address % sizeof(long) == 0;
            });
}
