using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GreenMl.Pipelines.Yaml;

/// <summary>
/// Reads one YAML document as a tree. Anchors, aliases and tags are refused instead of followed, so the tree is never
/// larger than the text.
/// </summary>
internal sealed class YamlReader
{
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Origin _origin;
    private readonly ProblemList _problems;

    private YamlReader(string text, Origin origin, ProblemList problems)
    {
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
        _origin = origin;
        _problems = problems;
    }

    /// <summary>The root of the document; null when there is none or the text is no YAML.</summary>
    public static YamlNode? Read(string text, Origin origin, ProblemList problems)
    {
        var reader = new YamlReader(text, origin, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (TooDeepException e)
        {
            problems.Add(e.Position, "", $"is nested deeper than {PipelineFile.MaximumDepth} levels: no pipeline is");
        }
        catch (YamlException e)
        {
            problems.Add(reader.PositionOf(e.Start), "", $"is no YAML here: {Plain(e.Message)}; correct the text");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The scanner has no better words for some damaged texts, for instance a directive inside a flow mapping.
            problems.Add(reader.PositionOf(reader._scanner.CurrentPosition), "", "is no YAML here: correct the text");
        }

        return null;
    }

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var root = ReadNode("", 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
        {
            _problems.Add(
                PositionOf(second),
                "",
                "has a second document here: one file holds one pipeline; remove the line '---' and what follows"
            );
        }

        return root is YamlScalar { IsNothing: true } ? null : root;
    }

    private YamlNode ReadNode(string key, int depth)
    {
        if (depth > PipelineFile.MaximumDepth)
        {
            throw new TooDeepException(PositionOf(_parser.Current!));
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            Refuse(alias, key, $"is the alias *{alias.Value}");
            return new YamlScalar(PositionOf(alias), "", IsPlain: true);
        }

        CheckProperties(CurrentNode(), key);
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(PositionOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        return _parser.TryConsume<SequenceStart>(out var sequence)
            ? ReadSequence(sequence, key, depth)
            : ReadMapping(_parser.Consume<MappingStart>(), key, depth);
    }

    /// <summary>The parser ends some damaged mappings between a key and its value.</summary>
    private NodeEvent CurrentNode() =>
        _parser.Current as NodeEvent
        ?? throw new YamlException(_parser.Current!.Start, _parser.Current.End, "A key or its value is missing.");

    private YamlSequence ReadSequence(SequenceStart start, string key, int depth)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode($"{key}[{items.Count}]", depth + 1));
        }

        return new YamlSequence(PositionOf(start), items);
    }

    private YamlMapping ReadMapping(MappingStart start, string key, int depth)
    {
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var name = ReadNode(key, depth + 1);
            var word = (name as YamlScalar)?.Text;
            var path = word is null ? key : Keys.Join(key, word);
            var value = ReadNode(path, depth + 1);
            if (word is null)
            {
                _problems.Add(name.Position, key, $"has {name.Description} as a key: keys are single words");
            }
            else if (!lines.TryAdd(word, name.Position.Line))
            {
                _problems.Add(
                    name.Position,
                    path,
                    $"is given twice, first on line {lines[word]}: each key appears once; remove one of the two"
                );
            }
            else
            {
                entries.Add(new YamlEntry(word, name.Position, value));
            }
        }

        return new YamlMapping(PositionOf(start), entries);
    }

    private void CheckProperties(NodeEvent node, string key)
    {
        if (!node.Anchor.IsEmpty)
        {
            Refuse(node, key, $"has the anchor &{node.Anchor.Value}");
        }

        if (!node.Tag.IsEmpty)
        {
            Refuse(node, key, $"has the tag {Quoted.Text(node.Tag.ToString())}");
        }
    }

    private void Refuse(ParsingEvent at, string key, string what) =>
        _problems.Add(PositionOf(at), key, $"{what}: a pipeline has no anchors, aliases and tags; write the value out");

    private Position PositionOf(ParsingEvent at) => PositionOf(at.Start);

    private Position PositionOf(Mark mark) => new(_origin, (int)mark.Line, (int)mark.Column);

    private static string Plain(string message) =>
        char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.').ReplaceLineEndings(" ");

    private sealed class TooDeepException(Position position) : Exception
    {
        public Position Position { get; } = position;
    }
}
