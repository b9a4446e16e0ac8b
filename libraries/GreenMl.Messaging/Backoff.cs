namespace GreenMl.Messaging;

/// <summary>Delays that double from 100 ms to 30 s, each shortened by up to half so that processes spread out.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        var delay = _next * (1 - (random.NextDouble() / 2));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }

    public void Reset() => _next = First;
}
