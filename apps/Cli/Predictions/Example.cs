using System.Globalization;
using GreenMl.Cli.Failures;

namespace GreenMl.Cli.Predictions;

/// <summary>One example before preprocessing.</summary>
/// <param name="Values">Its numbers, channels first where it is an image.</param>
/// <param name="Shape">Channels, height and width, or the number of features.</param>
internal sealed record Example(float[] Values, IReadOnlyList<long> Shape)
{
    /// <summary>The class that it belongs to, where it is known.</summary>
    public string? Label { get; init; }

    /// <summary>Reads numbers separated by commas; their shape is the one that the model takes.</summary>
    /// <exception cref="CommandFailure">One is no finite number, or their count is not the model's.</exception>
    public static Example Parse(string text, ServedModel model)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var values = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (
                !float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || !float.IsFinite(values[i])
            )
            {
                throw CommandFailure.InvalidInput(
                    $"--values: number {i + 1} is '{parts[i]}': give finite numbers separated by commas"
                );
            }
        }

        // A model with a free dimension takes any length.
        if (model.ExampleShape.Contains(-1))
        {
            return new Example(values, [values.Length]);
        }

        var count = model.ExampleShape.Aggregate(1L, (product, side) => product * side);
        return values.Length == count
            ? new Example(values, model.ExampleShape)
            : throw CommandFailure.InvalidInput(
                $"--values has {values.Length} numbers but the model takes {count} ({model.ShapeText})"
            );
    }
}
