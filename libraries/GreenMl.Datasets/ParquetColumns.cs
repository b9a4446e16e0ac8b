using System.Security.Cryptography;
using Parquet;
using Parquet.Schema;

namespace GreenMl.Datasets;

/// <summary>A chunk file opened for reading, after its length, hash and row count were found as the manifest says.</summary>
internal sealed class ParquetColumns : IAsyncDisposable
{
    private readonly DatasetChunk _chunk;
    private readonly ParquetReader _reader;
    private readonly ParquetRowGroupReader _group;

    private ParquetColumns(DatasetChunk chunk, ParquetReader reader)
    {
        _chunk = chunk;
        _reader = reader;
        _group = reader.OpenRowGroupReader(0);
    }

    /// <summary>The names of the columns in their order.</summary>
    public IEnumerable<string> Names => _reader.Schema.DataFields.Select(column => column.Name);

    /// <summary>Opens the file of <paramref name="chunk"/> in <paramref name="directory"/>.</summary>
    /// <exception cref="InvalidDatasetException">The file is missing or not the one that the manifest names.</exception>
    public static async Task<ParquetColumns> OpenAsync(
        string directory,
        DatasetChunk chunk,
        CancellationToken cancellationToken
    )
    {
        var file = new FileInfo(Path.Combine(directory, chunk.File));
        if (!file.Exists || file.Length != chunk.Bytes)
        {
            throw new InvalidDatasetException(
                $"{file.FullName} {(file.Exists ? $"has {file.Length} bytes" : "is missing")}: expected {chunk.Bytes} bytes."
            );
        }

        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash != chunk.Sha256)
        {
            throw new InvalidDatasetException($"{file.FullName} has the SHA-256 {hash}: expected {chunk.Sha256}.");
        }

        return await DecodeAsync(chunk, () => OpenAsync(chunk, bytes, cancellationToken));
    }

    public Task<T[]> ReadAsync<T>(string column, CancellationToken cancellationToken)
        where T : struct =>
        DecodeAsync(
            _chunk,
            async () =>
            {
                var values = new T[_chunk.Rows];
                await _group.ReadAsync<T>(Field(column), values.AsMemory(), cancellationToken: cancellationToken);
                return values;
            }
        );

    public Task<T?[]> ReadNullableAsync<T>(string column, CancellationToken cancellationToken)
        where T : struct =>
        DecodeAsync(
            _chunk,
            async () =>
            {
                var values = new T?[_chunk.Rows];
                await _group.ReadAsync<T>(Field(column), values.AsMemory(), cancellationToken: cancellationToken);
                return values;
            }
        );

    public Task<string?[]> ReadTextAsync(string column, CancellationToken cancellationToken) =>
        DecodeAsync(
            _chunk,
            async () =>
            {
                var values = new string?[_chunk.Rows];
                await _group.ReadAsync(Field(column), values.AsMemory()!, cancellationToken: cancellationToken);
                return values;
            }
        );

    public ValueTask DisposeAsync()
    {
        _group.Dispose();
        return _reader.DisposeAsync();
    }

    private static async Task<ParquetColumns> OpenAsync(
        DatasetChunk chunk,
        byte[] bytes,
        CancellationToken cancellationToken
    )
    {
        var reader = await ParquetReader.CreateAsync(
            new MemoryStream(bytes, writable: false),
            cancellationToken: cancellationToken
        );
        if (reader.RowGroupCount == 1 && reader.RowGroups[0].RowCount == chunk.Rows)
        {
            return new ParquetColumns(chunk, reader);
        }

        await reader.DisposeAsync();
        throw new InvalidDatasetException($"{chunk.File} must hold one row group of {chunk.Rows} rows.");
    }

    private DataField Field(string column) =>
        _reader.Schema.DataFields.FirstOrDefault(field => field.Name == column)
        ?? throw new InvalidDatasetException($"{_chunk.File} lacks the column '{column}'.");

    private static async Task<T> DecodeAsync<T>(DatasetChunk chunk, Func<Task<T>> decode)
    {
        try
        {
            return await decode();
        }
        catch (Exception e) when (e is not (OperationCanceledException or InvalidDatasetException))
        {
            // A hostile file can make the decoder fail in any way.
            throw new InvalidDatasetException($"{chunk.File} is no readable Parquet file: {e.Message}", e);
        }
    }
}
