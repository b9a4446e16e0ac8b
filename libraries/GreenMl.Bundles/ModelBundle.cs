namespace GreenMl.Bundles;

/// <summary>
/// A folder that holds everything a server needs for one model: <c>model.onnx</c>, forms of it optimized for
/// classes of CPU, and <c>bundle.json</c>. A folder with a manifest is a whole bundle, because the manifest is
/// written last.
/// </summary>
public sealed record ModelBundle
{
    /// <summary>Name of the manifest.</summary>
    public const string ManifestFileName = "bundle.json";

    /// <summary>Name of the portable model, valid on every CPU and newer ONNX Runtime.</summary>
    public const string ModelFileName = "model.onnx";

    internal ModelBundle(string folder, string id, BundleManifest manifest)
    {
        Folder = folder;
        Id = id;
        Manifest = manifest;
    }

    /// <summary>Full path of the bundle's folder.</summary>
    public string Folder { get; }

    /// <summary>Lower-case hexadecimal SHA-256 of the manifest, and so of everything it names.</summary>
    public string Id { get; }

    /// <summary>What the manifest says.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>Full path of the portable model.</summary>
    public string ModelPath => PathOf(ModelFileName);

    /// <summary>Reads the bundle in <paramref name="folder"/> and verifies the hash of every file.</summary>
    /// <exception cref="InvalidBundleException">
    /// The folder or a file is missing, the manifest is malformed or of an unknown major format, a file leaves the
    /// folder, or a content differs from its hash.
    /// </exception>
    public static Task<ModelBundle> LoadAsync(string folder, CancellationToken cancellationToken) =>
        BundleReader.ReadAsync(Path.GetFullPath(folder), cancellationToken);

    /// <summary>
    /// Writes a bundle into <paramref name="folder"/>, which may hold an older one. A crash leaves either a whole
    /// bundle or a folder without a manifest.
    /// </summary>
    /// <param name="folder">The folder; it is created when missing.</param>
    /// <param name="manifest">The manifest; its version and files are set from <paramref name="sources"/>.</param>
    /// <param name="sources">
    /// Path of each file's content by its name in the bundle, <c>model.onnx</c> among them. A content that already
    /// lies in its place is not copied.
    /// </param>
    /// <param name="cancellationToken">Stops between two blocks of a file.</param>
    /// <exception cref="InvalidBundleException">The manifest or a file name breaks a rule; nothing is written.</exception>
    public static Task<ModelBundle> SaveAsync(
        string folder,
        BundleManifest manifest,
        IReadOnlyDictionary<string, string> sources,
        CancellationToken cancellationToken
    ) => BundleWriter.WriteAsync(Path.GetFullPath(folder), manifest, sources, cancellationToken);

    /// <summary>The optimized form that is valid on this CPU with this runtime, if the bundle has one.</summary>
    public OptimizedModel? FindOptimized(CpuClass cpuClass, string onnxRuntimeVersion) =>
        Manifest.Optimized.FirstOrDefault(optimized =>
            optimized.CpuClass == cpuClass.Name && optimized.OnnxRuntimeVersion == onnxRuntimeVersion
        );

    /// <summary>Full path of a file that the manifest names.</summary>
    public string PathOf(string file) => Path.Combine(Folder, file);
}
