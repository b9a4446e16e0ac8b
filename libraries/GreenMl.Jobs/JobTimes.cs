using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.WellKnownTypes;

namespace GreenMl.Jobs;

/// <summary>Times as they travel.</summary>
public static class JobTimes
{
    /// <summary>A time as it travels; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(time))]
    public static Timestamp? ToWire(DateTimeOffset? time) =>
        time is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
