namespace GreenMl.Datasets;

/// <summary>What a data set may hold at most. Writers refuse more; readers refuse files that claim more.</summary>
public static class DatasetLimits
{
    /// <summary>Bytes of <c>manifest.json</c>.</summary>
    public const int ManifestBytes = 16 << 20;

    /// <summary>Bytes of one chunk file.</summary>
    public const int ChunkBytes = 128 << 20;

    /// <summary>Chunk files of one data set.</summary>
    public const int Chunks = 4096;

    /// <summary>Rows of one split, and of the decisions.</summary>
    public const int Rows = 100_000_000;

    /// <summary>Bytes of the pixels or features of one split, which is held in memory as one array.</summary>
    public const long SplitBytes = 2_000_000_000;

    /// <summary>Height and width of an image, in pixels.</summary>
    public const int ImageSide = 1024;

    /// <summary>Features of a tabular row.</summary>
    public const int Features = 4096;

    /// <summary>Classes of the label.</summary>
    public const int Classes = 10_000;

    /// <summary>Characters of a class or feature name.</summary>
    public const int NameLength = 200;
}
