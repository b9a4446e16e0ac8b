namespace GreenMl.Pipelines;

/// <summary>A value that replaces or adds to what the file says.</summary>
/// <param name="Key">The keys that lead to it, joined by dots: <c>data.images.path</c>.</param>
/// <param name="Value">The value as the file would have it, a YAML list or mapping in one line included.</param>
/// <param name="BaseDirectory">The folder that a relative path in <paramref name="Value"/> starts from.</param>
public sealed record PipelineOverride(string Key, string Value, string BaseDirectory)
{
    /// <summary>Reads <c>key=value</c>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> has no key or no <c>=</c>.</exception>
    public static PipelineOverride Parse(string text, string baseDirectory)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(text[..equals].Trim(), text[(equals + 1)..].Trim(), baseDirectory)
            : throw new FormatException(
                $"{Quoted.Text(text)} is no override: write key=value, for instance train.max-epochs=5."
            );
    }

    /// <summary>The override as it is typed.</summary>
    public override string ToString() => $"--set {Key}={Value}";
}
