using System.Buffers;
using System.Security.Cryptography;

namespace GreenMl.Storage;

/// <summary>
/// A folder whose files appear whole or not at all: content goes to a temporary file, is flushed to disk, renamed, and the
/// folder entry is flushed too, before a write is acknowledged.
/// </summary>
internal sealed class DurableFolder
{
    private const string StagingFolder = ".staging";
    private const int CopyBufferBytes = 1 << 20;

    /// <summary>Younger staged files may belong to a write in progress in another process.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    private readonly string _staging;

    public DurableFolder(string root, TimeProvider time)
    {
        Root = Path.GetFullPath(root);
        _staging = Path.Combine(Root, StagingFolder);
        Directory.CreateDirectory(_staging);
        DeleteAbandoned(time.GetUtcNow() - AbandonedAfter);
    }

    public string Root { get; }

    /// <summary>Copies <paramref name="source"/> to a new staged file and flushes it to disk.</summary>
    public async Task<StagedFile> StageAsync(Stream source, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_staging, Guid.CreateVersion7().ToString("N"));
        try
        {
            await using var file = new FileStream(
                path,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 0
            );
            var sha256 = await CopyAsync(source, file, cancellationToken);
            file.Flush(flushToDisk: true);
            return new StagedFile(path, sha256);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Makes a staged file visible as <paramref name="path"/>, replacing what was there.</summary>
    public void Publish(StagedFile staged, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        if (!OperatingSystem.IsWindows())
        {
            // Objects are handed out as hard links: nobody may change one in place.
            File.SetUnixFileMode(staged.Path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        }

        File.Move(staged.Path, path, overwrite: true);
        NativeFiles.SyncFolder(folder);
    }

    /// <summary>The SHA-256 of a stream's remaining content, in lower-case hexadecimal digits.</summary>
    public static async Task<string> HashAsync(Stream source, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellationToken));

    private static async Task<string> CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBufferBytes);
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        Directory.CreateDirectory(folder);
        NativeFiles.SyncFolder(parent);
    }

    private void DeleteAbandoned(DateTimeOffset before)
    {
        foreach (var path in Directory.EnumerateFiles(_staging))
        {
            if (File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
            {
                File.Delete(path);
            }
        }
    }
}

/// <summary>A complete file on disk that has no public name yet.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">The SHA-256 of its content in lower-case hexadecimal digits.</param>
internal sealed record StagedFile(string Path, string Sha256);
