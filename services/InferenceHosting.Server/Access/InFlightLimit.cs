using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Server.Access;

/// <summary>Counts the inferences being served and bounds them.</summary>
internal sealed class InFlightLimit(IOptions<ServerOptions> options)
{
    private int _current;
    private long _refused;

    /// <summary>Most inferences at one time.</summary>
    public int Limit { get; } = options.Value.MaxInFlight;

    public int Current => Volatile.Read(ref _current);

    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>Takes a place, to be left with <see cref="Leave"/>; false when all are taken.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _current) <= Limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _current);
        Interlocked.Increment(ref _refused);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _current);
}
