using System.Security.Cryptography;
using System.Text;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Names source files by their content.</summary>
internal static class FileHash
{
    /// <summary>The file as a parent of a data set.</summary>
    public static async Task<DatasetParent> OfAsync(string path, string edge, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return new DatasetParent(Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)), edge);
    }
}

/// <summary>Names a list of files by their names and contents, whether they lie in a folder or in an archive.</summary>
internal sealed class FileListHash
{
    private readonly StringBuilder _lines = new();

    /// <summary>Adds a file; the order counts.</summary>
    public void Add(string name, ReadOnlySpan<byte> content) =>
        _lines.Append(Convert.ToHexStringLower(SHA256.HashData(content))).Append("  ").Append(name).Append('\n');

    /// <summary>The SHA-256 of what <c>sha256sum</c> prints for the files.</summary>
    public DatasetParent ToParent(string edge) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_lines.ToString()))), edge);
}
