using System.Text;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Splits the output of a process into lines as it arrives. A line has at most 16,384 characters.</summary>
internal sealed class OutputLines(Stream stream)
{
    /// <summary>A longer line goes on as the next one, so that no output needs more memory than this.</summary>
    private const int LineLimit = 16_384;

    private readonly StringBuilder _partial = new();

    /// <summary>The lines in the batches in which they arrive; ends with the stream.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> ReadBatchesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var lines = new List<string>();
            Split(buffer.AsSpan(0, read), lines);
            if (lines.Count > 0)
            {
                yield return lines;
            }
        }

        if (_partial.Length > 0)
        {
            yield return [Take()];
        }
    }

    private void Split(ReadOnlySpan<char> text, List<string> lines)
    {
        foreach (var character in text)
        {
            if (character == '\n')
            {
                lines.Add(Take());
            }
            else if (character != '\r')
            {
                _partial.Append(character);
                if (_partial.Length == LineLimit)
                {
                    lines.Add(Take());
                }
            }
        }
    }

    private string Take()
    {
        var line = _partial.ToString();
        _partial.Clear();
        return line;
    }
}
