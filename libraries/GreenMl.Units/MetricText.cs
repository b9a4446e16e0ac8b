using System.Globalization;

namespace GreenMl.Units;

/// <summary>Writes amounts for people: three significant digits, a fitting prefix, no exponents in the usual range.</summary>
internal static class MetricText
{
    private static readonly (double Scale, string Prefix)[] Metric =
    [
        (1e9, "G"),
        (1e6, "M"),
        (1e3, "k"),
        (1, ""),
        (1e-3, "m"),
        (1e-6, "µ"),
    ];

    private static readonly (double Scale, string Unit)[] Masses =
    [
        (1e6, "t"),
        (1e3, "kg"),
        (1, "g"),
        (1e-3, "mg"),
        (1e-6, "µg"),
    ];

    public static string Of(double amount, string unit)
    {
        var (scale, prefix) = Fitting(amount, Metric);
        return $"{Digits(amount / scale)} {prefix}{unit}";
    }

    public static string OfMass(double grams)
    {
        var (scale, unit) = Fitting(grams, Masses);
        return $"{Digits(grams / scale)} {unit}";
    }

    public static string OfDollars(double amount)
    {
        var sign = amount < 0 ? "-" : "";
        var size = Math.Abs(amount);
        var text = size is 0 or >= 0.1 ? size.ToString("0.00", CultureInfo.InvariantCulture) : Digits(size);
        return $"{sign}${text}";
    }

    /// <summary>Three significant digits without trailing zeros; whole numbers keep all their digits.</summary>
    public static string Digits(double amount)
    {
        var size = Math.Abs(amount);
        if (size is 0 or >= 1e15 or < 1e-12)
        {
            return amount.ToString("G3", CultureInfo.InvariantCulture);
        }

        var decimals = Math.Max(0, 2 - (int)Math.Floor(Math.Log10(size)));
        return decimals > 15
            ? amount.ToString("G3", CultureInfo.InvariantCulture)
            : amount.ToString($"0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }

    // Tenths of the plain unit stay in it (0.31 g, not 310 mg); larger prefixes start at one.
    private static (double Scale, string Name) Fitting(double amount, (double Scale, string Name)[] scales)
    {
        var size = Math.Abs(amount);
        if (size == 0)
        {
            return scales.First(scale => scale.Scale == 1);
        }

        // 999.96 would print as "1000"; rounding first moves it to the next prefix.
        var rounded = double.Parse(size.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        foreach (var scale in scales)
        {
            var start = scale.Scale == 1 ? 0.1 : scale.Scale;
            if (rounded >= start)
            {
                return scale;
            }
        }

        return scales[^1];
    }
}
