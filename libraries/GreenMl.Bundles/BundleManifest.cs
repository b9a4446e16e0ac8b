namespace GreenMl.Bundles;

/// <summary>
/// What <c>bundle.json</c> says: which files a model bundle holds, how to run them, what goes in and comes out,
/// and what was measured. Paths are relative to the bundle's folder, with forward slashes.
/// </summary>
public sealed record BundleManifest
{
    /// <summary>The format that this code writes. Readers accept every minor version of the same major one.</summary>
    public const string CurrentFormat = "1.0";

    /// <summary>Major and minor number of the manifest's format, for instance <c>1.0</c>.</summary>
    public string FormatVersion { get; init; } = CurrentFormat;

    /// <summary>The model's name: 1 to 128 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of <c>model.onnx</c>; <see cref="ModelBundle.SaveAsync"/> sets it.</summary>
    public string Version { get; init; } = "";

    /// <summary>Every file of the bundle but the manifest; <see cref="ModelBundle.SaveAsync"/> sets it.</summary>
    public IReadOnlyList<BundleFile> Files
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Forms of the model made ahead of time for one class of CPU; each must be among the files.</summary>
    public IReadOnlyList<OptimizedModel> Optimized
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>How a runtime session is set up.</summary>
    public SessionSettings Session
    {
        get;
        init => field = value ?? new();
    } = new();

    /// <summary>The tensors that a request brings, at least one.</summary>
    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    /// <summary>The tensors that a response returns, at least one.</summary>
    public required IReadOnlyList<TensorSpec> Outputs { get; init; }

    /// <summary>Class names in the order of the scores; empty when the model is no classifier.</summary>
    public IReadOnlyList<string> Labels
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>How a raw example becomes the model's input; absent when the input is taken as it is.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>What was measured before the bundle was made; absent when nothing was.</summary>
    public BundleMetrics? Metrics { get; init; }

    /// <summary>Id of the data-set version the model was trained and measured on.</summary>
    public string? DatasetId { get; init; }

    /// <summary>Version (SHA-256) of the model that this one was made from.</summary>
    public string? Parent { get; init; }
}

/// <summary>One file of a bundle.</summary>
/// <param name="File">Path relative to the bundle's folder.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the content.</param>
/// <param name="Bytes">Length of the content.</param>
public sealed record BundleFile(string File, string Sha256, long Bytes);

/// <summary>A form of the model that ONNX Runtime made ahead of time; it is valid only where both keys match.</summary>
/// <param name="File">Path relative to the bundle's folder.</param>
/// <param name="CpuClass">Name of the <see cref="Bundles.CpuClass"/> it was made on.</param>
/// <param name="OnnxRuntimeVersion">Version of ONNX Runtime that made it, for instance <c>1.31.1</c>.</param>
public sealed record OptimizedModel(string File, string CpuClass, string OnnxRuntimeVersion);

/// <summary>Settings of an ONNX Runtime session.</summary>
public sealed record SessionSettings
{
    /// <summary>Threads that share one inference, 1 to 256. More than one pays off for large models only.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Whether idle threads wait by spinning: a little latency for several times the CPU time.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Most rows that one request may bring, 1 to 4096.</summary>
    public int MaxBatch { get; init; } = 64;
}

/// <summary>One input or output of the model.</summary>
/// <param name="Name">Name in the ONNX graph.</param>
/// <param name="Datatype">Open Inference Protocol name: BOOL, UINT8 … INT64, FP16, FP32, FP64, BF16 or BYTES.</param>
/// <param name="Shape">Size of each dimension; -1 where any size is allowed.</param>
public sealed record TensorSpec(string Name, string Datatype, IReadOnlyList<long> Shape);
