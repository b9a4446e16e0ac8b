using System.Globalization;

namespace GreenMl.Pipelines.Yaml;

/// <summary>
/// Reads the keys of one section by type. An absent key gives the default of the wire: empty or 0. A key that nobody
/// asked for is unknown.
/// </summary>
internal sealed class SectionReader(YamlMapping mapping, string path, ProblemList problems)
{
    private readonly List<string> _known = [];

    public Position Position => mapping.Position;

    /// <summary>The keys of this section that are both known and given.</summary>
    public IReadOnlyList<string> Given => [.. _known.Where(key => mapping.Find(key) is not null)];

    public string Text(string key) => Scalar(key, "a text")?.Text ?? "";

    /// <summary>A path, made absolute against the folder of the file or override that names it.</summary>
    public string FilePath(string key) => Scalar(key, "a path") is { } scalar ? Resolve(scalar) : "";

    /// <summary>A name, or the path of a file with the given extension.</summary>
    public string NameOrFilePath(string key, string extension) =>
        Scalar(key, "a name or path") is not { } scalar ? ""
        : IsLocalFile(scalar.Text, extension) ? Resolve(scalar)
        : scalar.Text;

    public bool Flag(string key)
    {
        switch (Plain(key, "true or false"))
        {
            case null or { Text: "false" }:
                return false;
            case { Text: "true" }:
                return true;
            case var other:
                WrongType(other, key, "true or false");
                return false;
        }
    }

    /// <summary>A whole number. With <paramref name="zeroMeans"/> an explicit 0 is refused: it would read as this default.</summary>
    public int Integer(string key, string? zeroMeans = null)
    {
        const string Type = "a whole number";
        if (Plain(key, Type) is not { } scalar)
        {
            return 0;
        }

        if (!long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            WrongType(scalar, key, Type);
            return 0;
        }

        if (value is < int.MinValue or > int.MaxValue)
        {
            Add(scalar.Position, key, $"is {Quoted.Text(scalar.Text)}: it must be a whole number up to {int.MaxValue}");
            return 0;
        }

        CheckZero(scalar, key, value == 0, zeroMeans);
        return (int)value;
    }

    public ulong Seed(string key)
    {
        const string Type = "a whole number from 0 to 18446744073709551615";
        if (Plain(key, Type) is not { } scalar)
        {
            return 0;
        }

        if (!ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            WrongType(scalar, key, Type);
        }

        return value;
    }

    public double Number(string key, string? zeroMeans = null) => Number(key, "a number", 1, zeroMeans, Scaled.Never);

    /// <summary>A share such as 0.2 or 20 %.</summary>
    public double Share(string key, string? zeroMeans = null) =>
        Number(key, "a share such as 0.2 or 20 %", 100, zeroMeans, Scaled.Percent);

    /// <summary>A difference of shares such as 0.005, 0.5 % or 0.5pt.</summary>
    public double Points(string key, string? zeroMeans = null) =>
        Number(key, "a share such as 0.005, 0.5 % or 0.5pt", 100, zeroMeans, Scaled.PercentOrPoints);

    public TEnum Word<TEnum>(string key, Vocabulary<TEnum> vocabulary)
        where TEnum : struct, Enum => Scalar(key, "a word") is { } scalar ? Word(scalar, key, vocabulary) : default;

    /// <summary>A list of words. A wrong word keeps its place as the default, so that later places stay true.</summary>
    public IReadOnlyList<TEnum> Words<TEnum>(string key, Vocabulary<TEnum> vocabulary)
        where TEnum : struct, Enum
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequence { Items: [_, ..] } sequence:
                return [.. sequence.Items.Select((item, i) => Word(item, $"{key}[{i}]", vocabulary))];
            case YamlSequence empty:
                Add(empty.Position, key, "is an empty list: leave the key out for all, or name at least one");
                return [];
            case var other:
                WrongType(other, key, $"a list such as [{vocabulary.Listing}]");
                return [];
        }
    }

    /// <summary>A section below this one; null when it is absent. An empty value is a section without keys.</summary>
    public T? Section<T>(string key, Func<SectionReader, T> read)
        where T : class
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMapping inner:
                return ReadSection(inner, Keys.Join(path, key), problems, read);
            case YamlScalar { IsNothing: true } nothing:
                return ReadSection(new YamlMapping(nothing.Position, []), Keys.Join(path, key), problems, read);
            case var other:
                WrongType(other, key, "a mapping with keys of its own");
                return ReadSection(new YamlMapping(other.Position, []), Keys.Join(path, key), problems, read);
        }
    }

    /// <summary>Reads a section and then reports the keys that <paramref name="read"/> did not ask for.</summary>
    public static T ReadSection<T>(YamlMapping mapping, string path, ProblemList problems, Func<SectionReader, T> read)
    {
        var section = new SectionReader(mapping, path, problems);
        var value = read(section);
        section.ReportUnknownKeys();
        return value;
    }

    /// <summary>Reports a problem of a key of this section, or of the section itself when <paramref name="key"/> is empty.</summary>
    public void Add(Position position, string key, string rule) =>
        problems.Add(position, key.Length == 0 ? path : $"{(path.Length == 0 ? "" : path + ".")}{key}", rule);

    private double Number(string key, string type, double divisor, string? zeroMeans, Scaled scaled)
    {
        if (Plain(key, type) is not { } scalar)
        {
            return 0;
        }

        var digits = WithoutUnit(scalar.Text, scaled);
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            WrongType(scalar, key, type);
            return 0;
        }

        if (!double.IsFinite(value))
        {
            Add(scalar.Position, key, $"is {Quoted.Text(scalar.Text)}: it must be a finite number");
            return 0;
        }

        CheckZero(scalar, key, value == 0, zeroMeans);
        return digits.Length == scalar.Text.Length ? value : value / divisor;
    }

    private enum Scaled
    {
        Never,
        Percent,
        PercentOrPoints,
    }

    private static string WithoutUnit(string text, Scaled scaled) =>
        scaled != Scaled.Never && text.EndsWith('%') ? text[..^1].TrimEnd()
        : scaled == Scaled.PercentOrPoints && text.EndsWith("pt", StringComparison.Ordinal) ? text[..^2].TrimEnd()
        : text;

    private void CheckZero(YamlScalar scalar, string key, bool isZero, string? zeroMeans)
    {
        if (isZero && zeroMeans is not null)
        {
            Add(scalar.Position, key, $"is 0, which would read as the default of {zeroMeans}: leave it out for that");
        }
    }

    private TEnum Word<TEnum>(YamlNode node, string key, Vocabulary<TEnum> vocabulary)
        where TEnum : struct, Enum
    {
        if (node is YamlScalar scalar && vocabulary.Values.TryGetValue(scalar.Text, out var value))
        {
            return value;
        }

        var meant = node is YamlScalar word ? Spelling.Closest(word.Text, vocabulary.Values.Keys) : null;
        Add(
            node.Position,
            key,
            $"is {node.Description}: it must be one of {vocabulary.Listing}{(meant is null ? "" : $"; perhaps {meant} is meant")}"
        );
        return default;
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return mapping.Find(key)?.Value;
    }

    private YamlScalar? Scalar(string key, string type)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalar { IsNothing: false } scalar:
                return scalar;
            case YamlScalar nothing:
                Add(nothing.Position, key, $"has no value: give {type} or leave the key out");
                return null;
            case var other:
                WrongType(other, key, type);
                return null;
        }
    }

    private YamlScalar? Plain(string key, string type)
    {
        var scalar = Scalar(key, type);
        if (scalar is { IsPlain: false })
        {
            Add(scalar.Position, key, $"is the text {scalar.Description}: write {type} without quotes");
            return null;
        }

        return scalar;
    }

    private void WrongType(YamlNode node, string key, string type) =>
        Add(node.Position, key, $"is {node.Description}: it must be {type}");

    private static bool IsLocalFile(string text, string extension) =>
        text.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && !text.Contains("://", StringComparison.Ordinal);

    private static string Resolve(YamlScalar scalar) =>
        scalar.Text.Length == 0
            ? ""
            : Path.GetFullPath(Path.Combine(scalar.Position.Origin.BaseDirectory, scalar.Text.Replace('\0', '?')));

    private void ReportUnknownKeys()
    {
        foreach (var entry in mapping.Entries.Where(entry => !_known.Contains(entry.Key)))
        {
            var unused = _known.Where(key => mapping.Find(key) is null);
            var meant = Spelling.Closest(entry.Key, unused);
            var known = string.Join(", ", _known);
            problems.Add(
                entry.Position,
                Keys.Join(path, entry.Key),
                meant is null ? $"is unknown: use {known}" : $"is unknown: perhaps {meant} is meant"
            );
            if (meant is not null)
            {
                problems.Explain(Keys.Join(path, meant));
            }
        }
    }
}
