namespace GreenMl.Pipelines.Yaml;

/// <summary>A value of a YAML document and its place.</summary>
internal abstract record YamlNode(Position Position)
{
    /// <summary>What the value is, for messages.</summary>
    public abstract string Description { get; }
}

/// <summary>A single value; a plain one has no quotes, so that it may be a number, a truth value or nothing.</summary>
internal sealed record YamlScalar(Position Position, string Text, bool IsPlain) : YamlNode(Position)
{
    public bool IsNothing => IsPlain && Text is "" or "~" or "null";

    public override string Description => IsNothing ? "empty" : Quoted.Text(Text);
}

internal sealed record YamlSequence(Position Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position)
{
    public override string Description => "a list";
}

internal sealed record YamlMapping(Position Position, IReadOnlyList<YamlEntry> Entries) : YamlNode(Position)
{
    public override string Description => "a mapping";

    public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>The mapping with an entry replaced or, at the end, added.</summary>
    public YamlMapping With(YamlEntry entry) =>
        Find(entry.Key) is { } old
            ? this with
            {
                Entries = [.. Entries.Select(existing => ReferenceEquals(existing, old) ? entry : existing)],
            }
            : this with
            {
                Entries = [.. Entries, entry],
            };
}

/// <summary>A key, its place, and its value.</summary>
internal sealed record YamlEntry(string Key, Position Position, YamlNode Value);
