namespace MassTransit.AmazonSqsTransport;

/// <summary>Delays that double from <paramref name="first"/> up to <paramref name="max"/>, each spread by a quarter around its value.</summary>
/// <param name="first">The first delay.</param>
/// <param name="max">The longest delay, before it is spread.</param>
/// <param name="seed">Makes the spread; processes that lose one endpoint together should differ in it.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan max, int seed)
{
    private readonly Random _random = new(seed);
    private int _attempts;

    public TimeSpan Next()
    {
        var doubled = first.TotalSeconds * Math.Pow(2, _attempts++);
        return TimeSpan.FromSeconds(Math.Min(doubled, max.TotalSeconds) * (0.75 + (_random.NextDouble() / 2)));
    }

    public void Reset() => _attempts = 0;
}
