namespace GreenMl.Pipelines.Yaml;

/// <summary>Puts the values of overrides into a tree.</summary>
internal static class Overrides
{
    public static YamlMapping Apply(
        YamlMapping root,
        IReadOnlyList<PipelineOverride> overrides,
        ProblemList problems
    ) => overrides.Aggregate(root, (tree, change) => Apply(tree, change, problems));

    private static YamlMapping Apply(YamlMapping root, PipelineOverride change, ProblemList problems)
    {
        var origin = new Origin(Quoted.Line(change.ToString()), change.BaseDirectory);
        var position = new Position(origin, 0, 0);
        var inner = new ProblemList();
        var value = YamlReader.Read(change.Value, origin, inner) ?? new YamlScalar(position, "", IsPlain: true);
        if (inner.IsEmpty)
        {
            return Put(root, change.Key.Split('.'), Unplaced(value, position), position, problems);
        }

        foreach (var problem in inner.Problems)
        {
            problems.Add(position, change.Key, problem.Rule);
        }

        return root;
    }

    private static YamlMapping Put(
        YamlMapping mapping,
        ReadOnlySpan<string> path,
        YamlNode value,
        Position position,
        ProblemList problems
    )
    {
        if (path.Length > 1)
        {
            var inner = mapping.Find(path[0])?.Value ?? new YamlMapping(position, []);
            if (inner is YamlScalar { IsNothing: true })
            {
                inner = new YamlMapping(position, []);
            }

            if (inner is not YamlMapping section)
            {
                problems.Add(
                    position,
                    path[0],
                    $"is {inner.Description} in the file: it holds no further keys; correct the override"
                );
                return mapping;
            }

            value = Put(section, path[1..], value, position, problems);
        }

        return mapping.With(new YamlEntry(path[0], mapping.Find(path[0])?.Position ?? position, value));
    }

    /// <summary>The place inside the text of an override says less than the override itself.</summary>
    private static YamlNode Unplaced(YamlNode node, Position position) =>
        node switch
        {
            YamlMapping mapping => new YamlMapping(
                position,
                [
                    .. mapping.Entries.Select(entry => new YamlEntry(
                        entry.Key,
                        position,
                        Unplaced(entry.Value, position)
                    )),
                ]
            ),
            YamlSequence sequence => new YamlSequence(
                position,
                [.. sequence.Items.Select(item => Unplaced(item, position))]
            ),
            _ => node with { Position = position },
        };
}
