using System.Globalization;
using System.Text.Json;

namespace GreenMl.Workers;

/// <summary>The parameters of a job as SageMaker passes them: names and values, all strings.</summary>
/// <param name="values">The parameters.</param>
public sealed class Hyperparameters(IReadOnlyDictionary<string, string> values)
{
    /// <summary>Reads the file of <paramref name="layout"/>.</summary>
    /// <exception cref="WorkerFailureException">The file is missing or no JSON object of strings.</exception>
    public static Hyperparameters Read(WorkerLayout layout)
    {
        try
        {
            var bytes = File.ReadAllBytes(layout.HyperparametersFile);
            return new(JsonSerializer.Deserialize(bytes, WorkerJsonContext.Default.DictionaryStringString) ?? []);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new WorkerFailureException(
                WorkerFailureException.InvalidParameter,
                $"{layout.HyperparametersFile} must be one JSON object whose values are strings: {e.Message}",
                e
            );
        }
    }

    /// <summary>The value of <paramref name="name"/>, or <paramref name="fallback"/> where it is absent or empty.</summary>
    public string Text(string name, string fallback) =>
        values.TryGetValue(name, out var value) && value.Length > 0 ? value : fallback;

    /// <summary>The value of <paramref name="name"/>.</summary>
    /// <exception cref="WorkerFailureException">It is absent or empty.</exception>
    public string RequiredText(string name) =>
        Text(name, "") is { Length: > 0 } value ? value : throw Invalid(name, "", "must not be empty");

    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    /// <exception cref="WorkerFailureException">The value is no such number.</exception>
    public long WholeNumber(string name, long fallback, long minimum, long maximum)
    {
        var text = Text(name, "");
        if (text.Length == 0)
        {
            return fallback;
        }

        return
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= minimum
            && value <= maximum
            ? value
            : throw Invalid(name, text, $"must be a whole number from {minimum} to {maximum}");
    }

    /// <summary>A finite number from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    /// <exception cref="WorkerFailureException">The value is no such number.</exception>
    public double Number(string name, double fallback, double minimum, double maximum)
    {
        var text = Text(name, "");
        if (text.Length == 0)
        {
            return fallback;
        }

        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= minimum
            && value <= maximum
            ? value
            : throw Invalid(name, text, $"must be a number from {minimum} to {maximum}");
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    /// <exception cref="WorkerFailureException">The value is neither.</exception>
    public bool Flag(string name, bool fallback)
    {
        var text = Text(name, "");
        if (text.Length == 0)
        {
            return fallback;
        }

        return bool.TryParse(text, out var value) ? value : throw Invalid(name, text, "must be true or false");
    }

    /// <summary>One of <paramref name="allowed"/>; the first where the parameter is absent.</summary>
    /// <exception cref="WorkerFailureException">The value is none of them.</exception>
    public string Choice(string name, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name, allowed[0]);
        return allowed.Contains(text)
            ? text
            : throw Invalid(name, text, $"must be one of {string.Join(", ", allowed.ToArray())}");
    }

    private static WorkerFailureException Invalid(string name, string value, string rule) =>
        new(WorkerFailureException.InvalidParameter, $"Parameter '{name}' is '{value}': it {rule}.");
}
