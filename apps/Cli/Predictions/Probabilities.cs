namespace GreenMl.Cli.Predictions;

/// <summary>A class and how likely it is, 0 to 1.</summary>
internal sealed record ClassProbability(string Class, double Probability);

/// <summary>Turns the scores of a classifier into probabilities.</summary>
internal static class Probabilities
{
    private const double Tolerance = 1e-3;

    /// <summary>All classes, the likeliest first.</summary>
    public static IReadOnlyList<ClassProbability> Of(IReadOnlyList<float> scores, IReadOnlyList<string> labels) =>
        [
            .. Normalize(scores)
                .Select((probability, i) => new ClassProbability(i < labels.Count ? labels[i] : $"{i}", probability))
                .OrderByDescending(entry => entry.Probability),
        ];

    /// <summary>A model that ends with its own softmax gives probabilities already: doing it twice would flatten them.</summary>
    private static double[] Normalize(IReadOnlyList<float> scores)
    {
        if (scores.All(score => score is >= 0 and <= 1) && Math.Abs(scores.Sum() - 1) < Tolerance)
        {
            return [.. scores.Select(score => (double)score)];
        }

        var highest = scores.Count == 0 ? 0 : scores.Max();
        var powers = scores.Select(score => Math.Exp(score - highest)).ToArray();
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}
