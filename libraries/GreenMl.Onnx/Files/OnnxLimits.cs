namespace GreenMl.Onnx;

/// <summary>What a model from outside may cost to load. Every limit is checked before the memory is allocated.</summary>
public sealed record OnnxLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static OnnxLimits Default { get; } = new();

    /// <summary>Largest size of the model file and its external data together, in bytes. Default 512 MiB.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>Most nodes over all graphs of the model. Default 50,000.</summary>
    public int MaxNodes { get; init; } = 50_000;

    /// <summary>Most initializers over all graphs of the model. Default 50,000.</summary>
    public int MaxInitializers { get; init; } = 50_000;

    /// <summary>
    /// Most fields in the file, counted on the wire at every depth. It bounds what parsing allocates: a two-byte field
    /// can become an object of 100 bytes and more. Default 4,000,000.
    /// </summary>
    public int MaxFields { get; init; } = 4_000_000;

    /// <summary>Oldest version of the standard operator set, inclusive. Default 7, the oldest that ONNX Runtime supports.</summary>
    public long MinOpset { get; init; } = 7;

    /// <summary>Newest version of the standard operator set, inclusive. Default 26, the newest that ONNX Runtime 1.31 supports.</summary>
    public long MaxOpset { get; init; } = 26;
}
