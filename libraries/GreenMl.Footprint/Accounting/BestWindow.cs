using GreenMl.Units;

namespace GreenMl.Footprint.Accounting;

/// <summary>The forecast intensity of a grid over one interval.</summary>
/// <param name="Start">The interval's beginning.</param>
/// <param name="Duration">Its length; above zero.</param>
/// <param name="Intensity">The mean intensity within it.</param>
public sealed record ForecastPoint(DateTimeOffset Start, TimeSpan Duration, CarbonIntensity Intensity)
{
    internal DateTimeOffset End => Start + Duration;
}

/// <summary>A time in which a job could run.</summary>
/// <param name="Start">When it would start.</param>
/// <param name="Duration">How long it would run.</param>
/// <param name="Mean">The time-weighted mean intensity while it runs.</param>
public sealed record ForecastWindow(DateTimeOffset Start, TimeSpan Duration, CarbonIntensity Mean);

/// <summary>
/// Finds when a job that runs without pause meets the cleanest electricity, with the semantics of the carbon-aware-sdk:
/// time-weighted mean with fractional points, starts at steps of the first point's duration, and the earliest of equals.
/// </summary>
public static class BestWindow
{
    /// <summary>The most points one forecast may have: a month of five-minute points.</summary>
    public const int MaximumPoints = 10_000;

    /// <summary>The cleanest window; null when none fits between <paramref name="earliest"/> and <paramref name="latest"/>.</summary>
    /// <param name="forecast">Points in order, without overlaps. A window over a gap between points is not considered.</param>
    /// <param name="length">How long the job runs; above zero.</param>
    /// <param name="earliest">The first moment the job may start; null for the beginning of the forecast.</param>
    /// <param name="latest">The last moment the job may end; null for the end of the forecast.</param>
    /// <exception cref="ArgumentException">The forecast is out of order or too long, or a length is not above zero.</exception>
    public static ForecastWindow? Find(
        IReadOnlyList<ForecastPoint> forecast,
        TimeSpan length,
        DateTimeOffset? earliest = null,
        DateTimeOffset? latest = null
    ) => All(forecast, length, earliest, latest).MinBy(static window => window.Mean);

    /// <summary>Every window that fits, by start.</summary>
    /// <inheritdoc cref="Find" path="/param" />
    /// <inheritdoc cref="Find" path="/exception" />
    public static IReadOnlyList<ForecastWindow> All(
        IReadOnlyList<ForecastPoint> forecast,
        TimeSpan length,
        DateTimeOffset? earliest = null,
        DateTimeOffset? latest = null
    )
    {
        ArgumentNullException.ThrowIfNull(forecast);
        Require(forecast);
        return forecast.Count == 0 ? [] : Windows(forecast, length, forecast[0].Duration, earliest, latest);
    }

    internal static IReadOnlyList<ForecastWindow> Windows(
        IReadOnlyList<ForecastPoint> forecast,
        TimeSpan length,
        TimeSpan step,
        DateTimeOffset? earliest,
        DateTimeOffset? latest
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        var start = Later(earliest ?? forecast[0].Start, forecast[0].Start);
        var end = Earlier(latest ?? forecast[^1].End, forecast[^1].End);
        var windows = new List<ForecastWindow>();
        var first = 0;
        for (; start + length <= end; start += step)
        {
            while (forecast[first].End <= start)
            {
                first++;
            }

            if (Mean(forecast, first, start, length) is { } mean)
            {
                windows.Add(new ForecastWindow(start, length, mean));
            }
        }

        return windows;
    }

    // Null when the points leave a part of the window uncovered: a missing value is not a clean one.
    private static CarbonIntensity? Mean(
        IReadOnlyList<ForecastPoint> forecast,
        int first,
        DateTimeOffset start,
        TimeSpan length
    )
    {
        var end = start + length;
        var covered = TimeSpan.Zero;
        double weighted = 0;
        for (var index = first; index < forecast.Count && forecast[index].Start < end; index++)
        {
            var point = forecast[index];
            var overlap = Earlier(point.End, end) - Later(point.Start, start);
            covered += overlap;
            weighted += point.Intensity.GramsPerKilowattHour * overlap.Ticks;
        }

        return covered == length ? CarbonIntensity.FromGramsPerKilowattHour(weighted / length.Ticks) : null;
    }

    private static void Require(IReadOnlyList<ForecastPoint> forecast)
    {
        if (forecast.Count > MaximumPoints)
        {
            throw new ArgumentException(
                $"The forecast has {forecast.Count} points; it must have at most {MaximumPoints}. Use longer intervals.",
                nameof(forecast)
            );
        }

        for (var index = 0; index < forecast.Count; index++)
        {
            var point = forecast[index];
            if (point.Duration <= TimeSpan.Zero || (index > 0 && point.Start < forecast[index - 1].End))
            {
                throw new ArgumentException(
                    $"Point {index} of the forecast starts at {point.Start:O} and lasts {point.Duration}; "
                        + "points must last above zero, in order and without overlaps.",
                    nameof(forecast)
                );
            }
        }
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
