namespace GreenMl.ModelOptimization.Worker.Measurement;

/// <summary>
/// By how much the accuracy of a variant is below its parent's on the same examples, with the 95 % score interval of a
/// difference of paired proportions (Tango 1998, Equivalence test and confidence interval for the difference in
/// proportions for the paired-sample design). Few examples give a wide interval even when both models always agree.
/// </summary>
internal sealed record PairedDrop
{
    private const double Z = 1.959963984540054;
    private const int Bisections = 60;
    private const double MostExamples = 1e9;

    private readonly double _lost;
    private readonly double _won;
    private readonly double _examples;

    private PairedDrop(double lost, double won, double examples) => (_lost, _won, _examples) = (lost, won, examples);

    /// <summary>Accuracy of the parent minus accuracy of the variant.</summary>
    public double Value => (_lost - _won) / _examples;

    /// <summary>Lower end of the interval.</summary>
    public double Low => Bound(Z);

    /// <summary>Upper end of the interval.</summary>
    public double High => Bound(-Z);

    /// <summary>Compares row by row.</summary>
    public static PairedDrop Of(Accuracy variant, Accuracy parent)
    {
        var (lost, won) = (0, 0);
        for (var row = 0; row < parent.IsCorrect.Length; row++)
        {
            lost += parent.IsCorrect[row] && !variant.IsCorrect[row] ? 1 : 0;
            won += !parent.IsCorrect[row] && variant.IsCorrect[row] ? 1 : 0;
        }

        return Of(lost, won, parent.IsCorrect.Length);
    }

    /// <summary>
    /// From the counts of examples that only the parent, and only the variant, classifies correctly.
    /// </summary>
    public static PairedDrop Of(int lost, int won, int examples) => new(lost, won, examples);

    /// <summary>
    /// About how many examples would bring the upper end to <paramref name="limit"/>, if the models went on to differ as
    /// often as here; null when no number does, because the drop itself is not below the limit.
    /// </summary>
    public long? ExamplesNeeded(double limit)
    {
        if (Value >= limit)
        {
            return null;
        }

        var (enough, tooFew) = (1.0, 0.0);
        while (Scaled(enough).High > limit)
        {
            (tooFew, enough) = (enough, enough * 2);
            if (_examples * enough > MostExamples)
            {
                return null;
            }
        }

        for (var i = 0; i < Bisections; i++)
        {
            var middle = (tooFew + enough) / 2;
            (tooFew, enough) = Scaled(middle).High > limit ? (middle, enough) : (tooFew, middle);
        }

        return (long)Math.Ceiling(_examples * enough);
    }

    private PairedDrop Scaled(double factor) => new(_lost * factor, _won * factor, _examples * factor);

    /// <summary>The difference at which the score statistic, which falls with it, has the value <paramref name="score"/>.</summary>
    private double Bound(double score)
    {
        var (low, high) = (-1.0, 1.0);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Score(middle) > score ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private double Score(double difference)
    {
        var a = 2 * _examples;
        var b = ((2 * _examples) - _lost + _won) * difference - _lost - _won;
        var c = -_won * difference * (1 - difference);
        var won = (Math.Sqrt(Math.Max(0, (b * b) - (4 * a * c))) - b) / (2 * a);
        var variance = _examples * ((2 * won) + (difference * (1 - difference)));
        var distance = _lost - _won - (_examples * difference);
        return distance == 0 ? 0
            : variance > 0 ? distance / Math.Sqrt(variance)
            : distance * double.PositiveInfinity;
    }
}
