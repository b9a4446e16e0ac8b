using System.Text.RegularExpressions;

namespace GreenMl.Storage;

/// <summary>
/// Named, immutable objects kept as files below one folder, which several processes may use at the same time. A put is
/// acknowledged only once its content and its name are on disk; readers see the old object or the new one, never a part.
/// </summary>
/// <remarks>Objects are stored read-only because <see cref="MaterializeAsync"/> hands them out as hard links.</remarks>
/// <param name="root">The folder of the store; created when it does not exist.</param>
/// <param name="timeProvider">Tells which unfinished writes of dead processes are a day old and can be removed.</param>
public sealed partial class ObjectStore(string root, TimeProvider timeProvider)
{
    /// <summary>The most files that one directory put, listing or materialization handles.</summary>
    public const int MaximumDirectoryFiles = 100_000;

    private readonly DurableFolder _folder = new(root, timeProvider);

    /// <summary>Stores a copy of the file <paramref name="sourcePath"/> as <paramref name="uri"/>, replacing an older object.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The name conflicts with a longer or shorter stored name, or the disk fails.</exception>
    public async Task PutFileAsync(ObjectUri uri, string sourcePath, CancellationToken cancellationToken)
    {
        await using var source = OpenFile(sourcePath);
        Publish(await _folder.StageAsync(source, cancellationToken), uri);
    }

    /// <summary>
    /// Stores the file <paramref name="sourcePath"/> under its content: the key is its SHA-256 and its extension. Nothing is
    /// written when that object is already there.
    /// </summary>
    /// <returns>The name of the object.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public async Task<ObjectUri> PutContentAsync(
        string collection,
        string sourcePath,
        CancellationToken cancellationToken
    )
    {
        var extension = Path.GetExtension(sourcePath).ToLowerInvariant();
        extension = PlainExtension().IsMatch(extension) ? extension : "";
        await using var source = OpenFile(sourcePath);
        var uri = ObjectUri.Create(collection, await DurableFolder.HashAsync(source, cancellationToken) + extension);
        if (File.Exists(PathOf(uri)))
        {
            return uri;
        }

        // The copy is hashed again: its name must be true even when the source changed after the first pass.
        source.Position = 0;
        var staged = await _folder.StageAsync(source, cancellationToken);
        uri = ObjectUri.Create(collection, staged.Sha256 + extension);
        Publish(staged, uri);
        return uri;
    }

    /// <summary>
    /// Stores every file below <paramref name="sourceDirectory"/> under <paramref name="prefix"/>, each as by
    /// <see cref="PutFileAsync"/>. A repeated put completes one that was interrupted.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FormatException">A file name is no valid key; the message names it.</exception>
    /// <exception cref="IOException">The folder holds a symbolic link or more than <see cref="MaximumDirectoryFiles"/> files.</exception>
    public async Task PutDirectoryAsync(ObjectUri prefix, string sourceDirectory, CancellationToken cancellationToken)
    {
        foreach (var path in FilesBelow(sourceDirectory))
        {
            var relative = Path.GetRelativePath(sourceDirectory, path).Replace(Path.DirectorySeparatorChar, '/');
            await PutFileAsync(prefix.Append(relative), path, cancellationToken);
        }
    }

    /// <summary>Opens an object for reading. The caller disposes the stream; it stays readable after a delete.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireObject(uri);
        return Task.FromResult<Stream>(OpenFile(PathOf(uri)));
    }

    /// <summary>Whether the object exists.</summary>
    public Task<bool> ExistsAsync(ObjectUri uri, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(PathOf(uri)));
    }

    /// <summary>
    /// Makes an object a local file: a read-only hard link where the target lies on the store's file system, else a copy. An
    /// existing file is replaced; missing folders are created.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public async Task MaterializeAsync(ObjectUri uri, string targetPath, CancellationToken cancellationToken)
    {
        RequireObject(uri);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(targetPath))!);
        File.Delete(targetPath);
        if (NativeFiles.TryCreateHardLink(PathOf(uri), targetPath))
        {
            return;
        }

        await using var source = OpenFile(PathOf(uri));
        await using var target = new FileStream(targetPath, FileMode.CreateNew, FileAccess.Write);
        await source.CopyToAsync(target, cancellationToken);
    }

    /// <summary>Materializes every object below <paramref name="prefix"/> as the same tree below <paramref name="targetDirectory"/>.</summary>
    /// <exception cref="ObjectNotFoundException">No object lies below the prefix.</exception>
    public async Task MaterializeDirectoryAsync(
        ObjectUri prefix,
        string targetDirectory,
        CancellationToken cancellationToken
    )
    {
        var stored = await ListAsync(prefix, cancellationToken);
        if (stored.Count == 0)
        {
            throw new ObjectNotFoundException(prefix);
        }

        foreach (var (uri, _) in stored)
        {
            var relative = uri.Key[(prefix.Key.Length + 1)..];
            await MaterializeAsync(uri, Path.Combine(targetDirectory, relative), cancellationToken);
        }
    }

    /// <summary>
    /// The objects below <paramref name="prefix"/> (whole segments: <c>a/b</c> lists <c>a/b/c</c>, not <c>a/bc</c>), in ordinal
    /// order of their keys.
    /// </summary>
    /// <exception cref="IOException">More than <see cref="MaximumDirectoryFiles"/> objects lie below the prefix.</exception>
    public Task<IReadOnlyList<StoredObject>> ListAsync(ObjectUri prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var folder = PathOf(prefix);
        var paths = Directory.Exists(folder) ? FilesBelow(folder) : [];
        return Task.FromResult<IReadOnlyList<StoredObject>>([
            .. paths.Select(path => Describe(prefix.Collection, path)),
        ]);
    }

    /// <summary>Removes an object; <see langword="false"/> when there was none.</summary>
    public Task<bool> DeleteAsync(ObjectUri uri, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(uri);
        var exists = File.Exists(path);
        if (exists)
        {
            File.Delete(path);
            NativeFiles.SyncFolder(Path.GetDirectoryName(path)!);
        }

        return Task.FromResult(exists);
    }

    private string PathOf(ObjectUri uri) => Path.Combine(_folder.Root, uri.Collection, uri.Key);

    private StoredObject Describe(string collection, string path)
    {
        var relative = Path.GetRelativePath(Path.Combine(_folder.Root, collection), path);
        var key = relative.Replace(Path.DirectorySeparatorChar, '/');
        return new StoredObject(ObjectUri.Create(collection, key), new FileInfo(path).Length);
    }

    private void RequireObject(ObjectUri uri)
    {
        if (!File.Exists(PathOf(uri)))
        {
            throw new ObjectNotFoundException(uri);
        }
    }

    private void Publish(StagedFile staged, ObjectUri uri)
    {
        try
        {
            _folder.Publish(staged, PathOf(uri));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(staged.Path);
            throw new IOException($"{uri} cannot be stored: {e.Message}", e);
        }
    }

    private static List<string> FilesBelow(string folder)
    {
        var files = new List<string>();
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            if (entry.LinkTarget is not null)
            {
                throw new IOException($"{entry.FullName} is a symbolic link: only files and folders can be stored.");
            }

            if (entry is FileInfo)
            {
                files.Add(entry.FullName);
            }

            if (files.Count > MaximumDirectoryFiles)
            {
                throw new IOException($"{folder} holds more than {MaximumDirectoryFiles} files.");
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static FileStream OpenFile(string path) =>
        new(
            path,
            new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            }
        );

    [GeneratedRegex(@"^\.[a-z0-9]{1,16}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex PlainExtension();
}
