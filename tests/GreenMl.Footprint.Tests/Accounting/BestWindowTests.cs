using System.Text.Json.Nodes;
using CsCheck;
using GreenMl.Footprint.Accounting;
using GreenMl.Testing;
using GreenMl.Units;

namespace GreenMl.Footprint.Tests.Accounting;

public class BestWindowTests
{
    private const string Vectors = "footprint/vectors/best_window.json";
    private static readonly DateTimeOffset Midnight = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [RequiresDataFact(Vectors)]
    public void Windows_and_the_best_of_them_are_those_of_the_vectors()
    {
        foreach (var vector in Read()["cases"]!.AsArray())
        {
            var minutes = Number(vector!, "pointMinutes")!.Value;
            var forecast = AForecast(
                minutes,
                [.. vector!["values"]!.AsArray().Select(value => value!.GetValue<double>())]
            );
            var length = TimeSpan.FromMinutes(Number(vector, "windowMinutes")!.Value);
            var (earliest, latest) = (At(vector, "dataStartAtMinute"), At(vector, "dataEndAtMinute"));

            var expected = vector["windows"]!.AsArray().Select(pair => pair!.AsArray()).ToArray();
            var windows = BestWindow.All(forecast, length, earliest, latest);
            Assert.Equal(expected.Select(pair => pair[0]!.GetValue<double>()), windows.Select(Minute));
            AssertNear(expected.Select(pair => pair[1]!.GetValue<double>()), windows);

            var best = BestWindow.Find(forecast, length, earliest, latest);
            Assert.Equal(Number(vector["optimal"], "startMinute"), best is null ? null : Minute(best));
        }
    }

    [RequiresDataFact(Vectors)]
    public void The_rolling_averages_of_the_carbon_aware_sdk_come_out()
    {
        var cases = Read()["sdkTestCases"]!;
        ForecastPoint[] forecast =
        [
            .. cases["points"]!
                .AsArray()
                .Select(point => new ForecastPoint(
                    Midnight.AddMinutes(point![0]!.GetValue<double>()),
                    TimeSpan.FromMinutes(point[1]!.GetValue<double>()),
                    CarbonIntensity.FromGramsPerKilowattHour(point[2]!.GetValue<double>())
                )),
        ];
        foreach (var vector in cases["cases"]!.AsArray())
        {
            // In the SDK a window of zero means the points as they are, and a tick of zero the first point's duration.
            var length = TimeSpan.FromMinutes(Number(vector, "window")!.Value);
            var step = TimeSpan.FromMinutes(Number(vector, "tick")!.Value);
            step = step == TimeSpan.Zero || length == TimeSpan.Zero ? forecast[0].Duration : step;
            length = length == TimeSpan.Zero ? forecast[0].Duration : length;

            var windows = BestWindow.Windows(
                forecast,
                length,
                step,
                At(vector, "startMinute"),
                At(vector, "endMinute")
            );
            AssertNear(vector!["expected"]!.AsArray().Select(value => value!.GetValue<double>()), windows);
            Assert.Equal(Number(vector, "expectedStartMinute") ?? 0, Minute(windows[0]));
        }
    }

    [Fact]
    public void The_best_window_is_never_worse_than_starting_at_once() =>
        Gen.Select(Gen.Double[0, 900].Array[1, 48], Gen.Int[1, 600])
            .Sample(
                (values, minutes) =>
                {
                    var forecast = AForecast(30, values);
                    var length = TimeSpan.FromMinutes(minutes);
                    var windows = BestWindow.All(forecast, length);
                    var best = BestWindow.Find(forecast, length);
                    Assert.Equal(minutes > 30 * values.Length, best is null);
                    Assert.All(windows, window => Assert.True(best!.Mean <= window.Mean));
                }
            );

    [Fact]
    public void A_window_over_a_gap_in_the_forecast_is_not_considered()
    {
        var forecast = AForecast(60, [100, 200, 300, 400]).Where((_, index) => index != 1).ToArray();
        var windows = BestWindow.All(forecast, TimeSpan.FromMinutes(60));
        Assert.Equal([0.0, 120.0, 180.0], windows.Select(Minute));
    }

    [Fact]
    public void A_forecast_out_of_order_is_refused_with_the_point()
    {
        var forecast = AForecast(60, [100, 200]).Reverse().ToArray();
        var error = Assert.Throws<ArgumentException>(() => BestWindow.Find(forecast, TimeSpan.FromMinutes(60)));
        Assert.Contains("Point 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => BestWindow.Find(AForecast(60, [1]), TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() =>
            BestWindow.Find(AForecast(1, new double[BestWindow.MaximumPoints + 1]), TimeSpan.FromMinutes(1))
        );
        Assert.Null(BestWindow.Find([], TimeSpan.FromMinutes(1)));
    }

    private static ForecastPoint[] AForecast(double minutes, double[] values) =>
        [
            .. values.Select(
                (value, index) =>
                    new ForecastPoint(
                        Midnight.AddMinutes(index * minutes),
                        TimeSpan.FromMinutes(minutes),
                        CarbonIntensity.FromGramsPerKilowattHour(value)
                    )
            ),
        ];

    private static void AssertNear(IEnumerable<double> expected, IReadOnlyList<ForecastWindow> windows)
    {
        var means = expected.ToArray();
        Assert.Equal(means.Length, windows.Count);
        Assert.All(
            means.Zip(windows),
            pair => Assert.Equal(pair.First, pair.Second.Mean.GramsPerKilowattHour, pair.First * 1e-12)
        );
    }

    private static double Minute(ForecastWindow window) => (window.Start - Midnight).TotalMinutes;

    private static DateTimeOffset? At(JsonNode? json, string name) =>
        Number(json, name) is { } minute ? Midnight.AddMinutes(minute) : null;

    private static double? Number(JsonNode? json, string name) => json?[name]?.GetValue<double>();

    private static JsonNode Read() => JsonNode.Parse(File.ReadAllText(TestData.Path(Vectors)))!;
}
