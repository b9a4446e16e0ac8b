using System.IO.Compression;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>
/// The image files in a zip archive. Nothing is unpacked to disk; an archive whose names would climb out of a folder is
/// refused all the same, because something is wrong with it.
/// </summary>
internal sealed class ImageArchive : IImageFiles
{
    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private ImageArchive(string path, ZipArchive archive)
    {
        _path = path;
        _archive = archive;
        Index();
        Names = [.. _entries.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Opens the archive and checks every name in it.</summary>
    public static async Task<ImageArchive> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ZipArchive archive;
        try
        {
            archive = await ZipFile.OpenReadAsync(path, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw InvalidSource.Because($"{path} is no zip archive: {e.Message}", e);
        }

        try
        {
            return new ImageArchive(path, archive);
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    public IReadOnlyList<string> Names { get; }

    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var entry = _entries[name];
        if (entry.Length > ImageLimits.FileBytes)
        {
            throw InvalidSource.Because(
                $"{_path}, entry '{name}' unpacks to {entry.Length} bytes: an image may have at most {ImageLimits.FileBytes}."
            );
        }

        try
        {
            // The archive may lie about the length: one byte too many is enough to know.
            var bytes = new byte[entry.Length + 1];
            await using var stream = await entry.OpenAsync(cancellationToken);
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return read == entry.Length
                ? bytes[..read]
                : throw new InvalidDataException($"it does not have the {entry.Length} bytes that it claims");
        }
        catch (InvalidDataException e)
        {
            throw InvalidSource.Because($"{_path}, entry '{name}' is damaged: {e.Message}.", e);
        }
    }

    public ValueTask DisposeAsync() => _archive.DisposeAsync();

    private void Index()
    {
        if (_archive.Entries.Count > ImageLimits.Files)
        {
            throw InvalidSource.Because($"{_path} has more than {ImageLimits.Files} entries: split the source.");
        }

        foreach (var entry in _archive.Entries)
        {
            var name = entry.FullName;
            if (name.StartsWith('/') || name.Contains('\\') || name.Split('/').Contains(".."))
            {
                throw InvalidSource.Because(
                    $"{_path} has the entry '{name}', which leads out of the archive: it is damaged or hostile. Pack it anew."
                );
            }

            if (ImageLimits.IsImageName(name) && !_entries.TryAdd(name, entry))
            {
                throw InvalidSource.Because($"{_path} has the entry '{name}' twice. Pack it anew.");
            }
        }
    }
}
