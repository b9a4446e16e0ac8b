using System.Text.Json;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>One condition on the values of a property.</summary>
internal sealed class FilterCondition
{
    private readonly Predicate<IReadOnlyList<FilterValue>> _accepts;

    private FilterCondition(Predicate<IReadOnlyList<FilterValue>> accepts) => _accepts = accepts;

    public bool Accepts(IReadOnlyList<FilterValue> values) => _accepts(values);

    /// <exception cref="FormatException">The condition is malformed or of an unknown type.</exception>
    public static FilterCondition Parse(JsonElement condition)
    {
        if (condition.ValueKind is JsonValueKind.Array)
        {
            throw new FormatException("Match value must be String, number, true, false, or null");
        }

        if (condition.ValueKind != JsonValueKind.Object)
        {
            var wanted = FilterValue.Of(condition);
            return Any(value => value.Equals(wanted));
        }

        var properties = condition.EnumerateObject().ToList();
        return properties.Count == 1
            ? ParseOperator(properties[0].Name, properties[0].Value)
            : throw new FormatException("Only one key allowed in match expression");
    }

    private static FilterCondition ParseOperator(string name, JsonElement operand) =>
        name switch
        {
            "exists" => ParseExists(operand),
            "anything-but" => ParseAnythingBut(operand),
            "numeric" => ParseNumeric(operand),
            _ => Any(ParseTextTest(name, operand)),
        };

    private static Predicate<FilterValue> ParseTextTest(string name, JsonElement operand)
    {
        Func<string, string, bool> test = name switch
        {
            "prefix" => (text, wanted) => text.StartsWith(wanted, StringComparison.Ordinal),
            "suffix" => (text, wanted) => text.EndsWith(wanted, StringComparison.Ordinal),
            "equals-ignore-case" => (text, wanted) => text.Equals(wanted, StringComparison.OrdinalIgnoreCase),
            _ => throw new FormatException($"Unrecognized match type {name}"),
        };
        var operandText =
            operand.ValueKind == JsonValueKind.String
                ? operand.GetString()!
                : throw new FormatException($"{name} match pattern must be a string");
        return value => value.Kind == JsonValueKind.String && test(value.Text, operandText);
    }

    private static FilterCondition ParseExists(JsonElement operand) =>
        operand.ValueKind switch
        {
            JsonValueKind.True => new FilterCondition(values => values.Count > 0),
            JsonValueKind.False => new FilterCondition(values => values.Count == 0),
            _ => throw new FormatException("exists match pattern must be either true or false."),
        };

    /// <summary>Matches a property that has values, none of which is listed.</summary>
    private static FilterCondition ParseAnythingBut(JsonElement operand)
    {
        if (operand.ValueKind == JsonValueKind.Object)
        {
            var inner = operand.EnumerateObject().ToList();
            var test =
                inner.Count == 1
                    ? ParseTextTest(inner[0].Name, inner[0].Value)
                    : throw new FormatException("Only one key allowed in match expression");
            return new FilterCondition(values => values.Count > 0 && !values.Any(value => test(value)));
        }

        IReadOnlyList<FilterValue> unwanted =
            operand.ValueKind == JsonValueKind.Array
                ? [.. operand.EnumerateArray().Select(FilterValue.Of)]
                : [FilterValue.Of(operand)];
        return new FilterCondition(values => values.Count > 0 && !values.Any(value => unwanted.Contains(value)));
    }

    /// <summary>Pairs of comparison and bound, such as <c>[">=", 0, "&lt;", 10]</c>.</summary>
    private static FilterCondition ParseNumeric(JsonElement operand)
    {
        var parts = operand.ValueKind == JsonValueKind.Array ? operand.EnumerateArray().ToList() : [];
        if (parts.Count is not (2 or 4))
        {
            throw new FormatException(
                "Value of numeric must be an array of one or two comparisons, each with its number"
            );
        }

        var tests = parts.Chunk(2).Select(pair => ParseComparison(pair[0], pair[1])).ToList();
        return Any(value => value.Number is { } number && tests.TrueForAll(test => test(number)));
    }

    private static Predicate<double> ParseComparison(JsonElement comparison, JsonElement bound)
    {
        if (bound.ValueKind != JsonValueKind.Number)
        {
            throw new FormatException($"Value of {comparison.GetRawText()} must be numeric");
        }

        var limit = bound.GetDouble();
        return comparison.ToString() switch
        {
            "=" => number => number.Equals(limit),
            "<" => number => number < limit,
            "<=" => number => number <= limit,
            ">" => number => number > limit,
            ">=" => number => number >= limit,
            _ => throw new FormatException($"Unrecognized numeric range operator: {comparison.GetRawText()}"),
        };
    }

    private static FilterCondition Any(Predicate<FilterValue> test) => new(values => values.Any(value => test(value)));
}
