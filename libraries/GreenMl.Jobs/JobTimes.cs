using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.WellKnownTypes;

namespace GreenMl.Jobs;

/// <summary>Times of jobs.</summary>
public static class JobTimes
{
    /// <summary>Now, to the millisecond: a store keeps no more, and a job must not change by being read back.</summary>
    internal static DateTimeOffset Now(TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A time as it travels; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(time))]
    public static Timestamp? ToWire(DateTimeOffset? time) =>
        time is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
