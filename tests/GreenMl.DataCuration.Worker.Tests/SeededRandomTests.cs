using CsCheck;

namespace GreenMl.DataCuration.Worker.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_sequence_is_that_of_the_published_algorithm()
    {
        // Reference values of SplitMix64 for the seed 1234567, as printed by its authors' C code.
        var random = new SeededRandom(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.NextBits())
        );
    }

    [Fact]
    public void Whole_numbers_stay_below_their_bound() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 1000])
            .Sample((seed, bound) => new SeededRandom(seed).Next(bound) is var drawn && drawn >= 0 && drawn < bound);

    [Fact]
    public void Bell_shaped_numbers_have_mean_zero_and_deviation_one()
    {
        var random = new SeededRandom(5);
        var drawn = Enumerable.Range(0, 100_000).Select(_ => random.NextBell()).ToArray();

        Assert.Equal(0, drawn.Average(), 0.02);
        Assert.Equal(1, drawn.Average(value => value * value), 0.02);
        Assert.InRange(drawn.Max(), 2.5, 3.5);
    }

    [Fact]
    public void A_shuffle_keeps_every_item() =>
        Gen.Select(Gen.ULong, Gen.Int.Array[0, 50])
            .Sample(
                (seed, items) =>
                {
                    var shuffled = (int[])items.Clone();
                    new SeededRandom(seed).Shuffle<int>(shuffled);
                    Assert.Equal(items.Order(), shuffled.Order());
                }
            );
}
