using System.Text;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Pipelines.Yaml;

namespace GreenMl.Pipelines;

/// <summary>
/// Reads pipelines from YAML. A key that is unknown, doubled or of the wrong type is an error, and so is whatever
/// <see cref="PipelineRules"/> forbids; all errors of a file are reported together, each with its place.
/// </summary>
public static class PipelineFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaximumBytes = 256 * 1024;

    /// <summary>How deep mappings and lists may lie in one another.</summary>
    public const int MaximumDepth = 16;

    /// <summary>Reads the file at <paramref name="path"/>; relative paths in it start from its folder.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="source">What to call the file in messages, for instance the path as it was typed.</param>
    /// <param name="overrides">Values that replace those of the file, later ones earlier ones.</param>
    /// <param name="cancellationToken">Stops the reading of the file.</param>
    /// <exception cref="InvalidPipelineException">The file or an override is not valid.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static async Task<PipelineSpec> LoadAsync(
        string path,
        string source,
        IReadOnlyList<PipelineOverride> overrides,
        CancellationToken cancellationToken
    )
    {
        var origin = new Origin(source, Path.GetDirectoryName(Path.GetFullPath(path))!);
        await using var file = File.OpenRead(path);
        var bytes = new byte[MaximumBytes + 1];
        var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Parse(Decode(bytes.AsSpan(0, count), origin), origin, overrides);
    }

    /// <summary>Reads YAML text.</summary>
    /// <param name="text">The text, at most <see cref="MaximumBytes"/> characters.</param>
    /// <param name="source">What to call the text in messages.</param>
    /// <param name="baseDirectory">The folder that relative paths start from.</param>
    /// <param name="overrides">Values that replace those of the text, later ones earlier ones.</param>
    /// <exception cref="InvalidPipelineException">The text or an override is not valid.</exception>
    public static PipelineSpec Parse(
        string text,
        string source,
        string baseDirectory,
        params IReadOnlyList<PipelineOverride> overrides
    ) => Parse(text, new Origin(source, Path.GetFullPath(baseDirectory)), overrides);

    private static PipelineSpec Parse(string text, Origin origin, IReadOnlyList<PipelineOverride> overrides)
    {
        var problems = new ProblemList();
        if (ReadTree(text, origin, overrides, problems) is not { } root)
        {
            throw problems.ToException();
        }

        var spec = SpecReader.Read(root, problems);
        foreach (var broken in PipelineRules.Check(spec))
        {
            var key = FieldKeys.KeyOf(broken.Field);
            if (!problems.Covers(key))
            {
                problems.Add(FieldKeys.PositionOf(key, root), key, broken.Rule);
            }
        }

        return problems.IsEmpty ? spec : throw problems.ToException();
    }

    private static YamlMapping? ReadTree(
        string text,
        Origin origin,
        IReadOnlyList<PipelineOverride> overrides,
        ProblemList problems
    )
    {
        var start = new Position(origin, 1, 1);
        if (text.Length > MaximumBytes)
        {
            problems.Add(
                start,
                "",
                $"is longer than {MaximumBytes / 1024} KiB: a pipeline is a short file; is it the right one?"
            );
            return null;
        }

        switch (YamlReader.Read(text, origin, problems))
        {
            case YamlMapping mapping:
                return Overrides.Apply(mapping, overrides, problems);
            case { } other:
                problems.Add(
                    other.Position,
                    "",
                    $"is {other.Description}: it must be a mapping such as 'name: glyphs'"
                );
                return null;
            default:
                if (problems.IsEmpty)
                {
                    problems.Add(start, "", "is empty: it must hold at least name, data and train");
                }

                return null;
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes, Origin origin)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            var line = bytes[..FirstInvalidByte(bytes)].Count((byte)'\n') + 1;
            throw new InvalidPipelineException([
                new(origin.Name, line, 1, "", "holds bytes that are not UTF-8: save the file as UTF-8 text"),
            ]);
        }
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> bytes)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            valid += consumed;
        }

        return valid;
    }
}
