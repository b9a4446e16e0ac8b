namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>The image files below a folder. Symbolic links are left out: they may lead anywhere.</summary>
internal sealed class ImageFolder : IImageFiles
{
    private static readonly EnumerationOptions BelowWithoutLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    private readonly string _root;

    public ImageFolder(string root)
    {
        _root = root;
        var names = new List<string>();
        foreach (var path in Directory.EnumerateFiles(root, "*", BelowWithoutLinks).Where(ImageLimits.IsImageName))
        {
            names.Add(Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'));
            if (names.Count > ImageLimits.Files)
            {
                throw InvalidSource.Because($"{root} holds more than {ImageLimits.Files} images: split the source.");
            }
        }

        names.Sort(StringComparer.Ordinal);
        Names = names;
    }

    public IReadOnlyList<string> Names { get; }

    public Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(_root, name));
        return file.Length <= ImageLimits.FileBytes
            ? File.ReadAllBytesAsync(file.FullName, cancellationToken)
            : throw InvalidSource.Because(
                $"{file.FullName} has {file.Length} bytes: an image may have at most {ImageLimits.FileBytes}."
            );
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
