namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>A folder or archive of image files.</summary>
internal interface IImageFiles : IAsyncDisposable
{
    /// <summary>The names of the PNG and JPEG files relative to the root, with <c>/</c> between folders, in ordinal order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The bytes of one of <see cref="Names"/>, at most <see cref="ImageLimits.FileBytes"/>.</summary>
    Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <summary>What an image source may hold at most.</summary>
internal static class ImageLimits
{
    /// <summary>Bytes of one image file.</summary>
    public const int FileBytes = 32 << 20;

    /// <summary>Files in a folder or archive.</summary>
    public const int Files = 2_000_000;

    /// <summary>Whether a file name is that of an image.</summary>
    public static bool IsImageName(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg";
}
