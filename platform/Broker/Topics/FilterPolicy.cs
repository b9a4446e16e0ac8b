using System.Text.Json;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>
/// Which messages a subscription wants: every property of the policy must match one of its conditions, looked up in the
/// message attributes or in the JSON body. Alternatives stand under <c>$or</c>.
/// </summary>
internal sealed class FilterPolicy
{
    private const int MostKeys = 5;
    private const int MostCombinations = 150;
    private const string Or = "$or";
    private static readonly FilterPolicy Everything = new([], ofBody: false);
    private readonly IReadOnlyList<Rule> _rules;
    private readonly bool _ofBody;

    private FilterPolicy(IReadOnlyList<Rule> rules, bool ofBody) => (_rules, _ofBody) = (rules, ofBody);

    /// <exception cref="AwsException">InvalidParameter.</exception>
    public static FilterPolicy Parse(string text, bool ofBody)
    {
        if (text.Length == 0)
        {
            return Everything;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var policy = new FilterPolicy(ParseRules(document.RootElement, ofBody), ofBody);
            CheckComplexity(policy._rules);
            return policy;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw AwsException.InvalidParameter("FilterPolicy", $"FilterPolicy: {e.Message}");
        }
    }

    public bool Accepts(IReadOnlyDictionary<string, MessageAttribute> attributes, string body) =>
        _rules.Count == 0
        || (
            _ofBody ? AcceptsBody(body) : attributes.Count > 0 && All(_rules, name => FilterValue.Of(attributes, name))
        );

    private bool AcceptsBody(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && Accepts(_rules, document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Accepts(IReadOnlyList<Rule> rules, JsonElement body) =>
        rules.All(rule =>
            rule switch
            {
                Nested nested => Objects(body, nested.Name).Any(inner => Accepts(nested.Rules, inner)),
                Alternatives either => either.Choices.Any(choice => Accepts(choice, body)),
                Leaf leaf => leaf.Accepts(FilterValue.Of(body, leaf.Name)),
                _ => false,
            }
        );

    private static bool All(IReadOnlyList<Rule> rules, Func<string, IReadOnlyList<FilterValue>> values) =>
        rules.All(rule =>
            rule switch
            {
                Alternatives either => either.Choices.Any(choice => All(choice, values)),
                Leaf leaf => leaf.Accepts(values(leaf.Name)),
                _ => false,
            }
        );

    private static IEnumerable<JsonElement> Objects(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return [];
        }

        IEnumerable<JsonElement> all = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        return all.Where(one => one.ValueKind == JsonValueKind.Object);
    }

    private static IReadOnlyList<Rule> ParseRules(JsonElement policy, bool ofBody) =>
        policy.ValueKind == JsonValueKind.Object
            ? [.. policy.EnumerateObject().Select(property => ParseRule(property, ofBody))]
            : throw new FormatException("Filter policy must be a JSON object.");

    private static Rule ParseRule(JsonProperty property, bool ofBody) =>
        property.Value.ValueKind switch
        {
            JsonValueKind.Array when property.Name == Or => new Alternatives([
                .. property.Value.EnumerateArray().Select(choice => ParseRules(choice, ofBody)),
            ]),
            JsonValueKind.Array when property.Value.GetArrayLength() > 0 => new Leaf(
                property.Name,
                [.. property.Value.EnumerateArray().Select(FilterCondition.Parse)]
            ),
            JsonValueKind.Object when ofBody => new Nested(property.Name, ParseRules(property.Value, ofBody)),
            JsonValueKind.Object => throw new FormatException(
                "Filter policy scope MessageAttributes does not support nested filter policy"
            ),
            _ => throw new FormatException($"\"{property.Name}\" must be an object or a non-empty array"),
        };

    private static void CheckComplexity(IReadOnlyList<Rule> rules)
    {
        var leaves = Leaves(rules).ToList();
        if (leaves.Count > MostKeys)
        {
            throw new FormatException($"Filter policy can not have more than {MostKeys} keys");
        }

        if (leaves.Aggregate(1L, (product, leaf) => product * leaf.Conditions.Count) > MostCombinations)
        {
            throw new FormatException(
                $"Filter policy is too complex: more than {MostCombinations} combinations of values"
            );
        }
    }

    private static IEnumerable<Leaf> Leaves(IEnumerable<Rule> rules) =>
        rules.SelectMany(rule =>
            rule switch
            {
                Nested nested => Leaves(nested.Rules),
                Alternatives either => either.Choices.SelectMany(Leaves),
                Leaf leaf => [leaf],
                _ => [],
            }
        );

    private abstract record Rule;

    private sealed record Nested(string Name, IReadOnlyList<Rule> Rules) : Rule;

    private sealed record Alternatives(IReadOnlyList<IReadOnlyList<Rule>> Choices) : Rule;

    private sealed record Leaf(string Name, IReadOnlyList<FilterCondition> Conditions) : Rule
    {
        public bool Accepts(IReadOnlyList<FilterValue> values) =>
            Conditions.Any(condition => condition.Accepts(values));
    }
}
