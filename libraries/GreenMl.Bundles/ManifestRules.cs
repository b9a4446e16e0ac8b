using System.Collections.Frozen;

namespace GreenMl.Bundles;

/// <summary>What a manifest must obey, apart from the content of its files.</summary>
internal static class ManifestRules
{
    private const int MaxFiles = 64;
    private const int MaxNameLength = 128;
    private const int MaxThreads = 256;
    private const int MaxBatch = 4096;
    private const int MaxRank = 16;

    private static readonly FrozenSet<string> Datatypes = FrozenSet.ToFrozenSet(
        [
            "BOOL",
            "UINT8",
            "UINT16",
            "UINT32",
            "UINT64",
            "INT8",
            "INT16",
            "INT32",
            "INT64",
            "FP16",
            "FP32",
            "FP64",
            "BF16",
            "BYTES",
        ],
        StringComparer.Ordinal
    );

    /// <summary>Every broken rule that does not depend on the files, as sentences.</summary>
    public static IEnumerable<string> FindProblems(BundleManifest manifest)
    {
        if (!IsName(manifest.Name))
        {
            yield return $"name is '{manifest.Name}' but must be 1 to {MaxNameLength} letters, digits, '.', '_' or '-'.";
        }

        if (manifest.Session.IntraOpThreads is < 1 or > MaxThreads)
        {
            yield return $"session.intraOpThreads is {manifest.Session.IntraOpThreads} but must be 1 to {MaxThreads}.";
        }

        if (manifest.Session.MaxBatch is < 1 or > MaxBatch)
        {
            yield return $"session.maxBatch is {manifest.Session.MaxBatch} but must be 1 to {MaxBatch}.";
        }

        var details = FindTensorProblems("inputs", manifest.Inputs)
            .Concat(FindTensorProblems("outputs", manifest.Outputs))
            .Concat(FindPreprocessingProblems(manifest.Preprocessing));
        foreach (var problem in details)
        {
            yield return problem;
        }
    }

    /// <summary>Every broken rule about the list of files, as sentences.</summary>
    public static IEnumerable<string> FindFileProblems(BundleManifest manifest)
    {
        if (manifest.Files.Count > MaxFiles)
        {
            yield return $"files has {manifest.Files.Count} entries but at most {MaxFiles} are allowed.";
        }

        foreach (var file in manifest.Files.Where(file => !IsBundleFile(file.File)))
        {
            yield return $"files names '{file.File}', which could lie outside the bundle or is reserved; use letters, "
                + "digits, '.', '_', '-' and '/' without leading dots.";
        }

        foreach (var twice in manifest.Files.CountBy(file => file.File).Where(count => count.Value > 1))
        {
            yield return $"files names '{twice.Key}' {twice.Value} times; name each file once.";
        }

        var model = manifest.Files.FirstOrDefault(file => file.File == ModelBundle.ModelFileName);
        if (model is null)
        {
            yield return $"files lacks '{ModelBundle.ModelFileName}', the portable model every bundle must have.";
        }
        else if (model.Sha256 != manifest.Version)
        {
            yield return $"version is '{manifest.Version}' but must be the SHA-256 of {ModelBundle.ModelFileName}, "
                + $"'{model.Sha256}'.";
        }

        var names = manifest.Files.Select(file => file.File).ToHashSet(StringComparer.Ordinal);
        foreach (var optimized in manifest.Optimized.Where(optimized => !names.Contains(optimized.File)))
        {
            yield return $"optimized names '{optimized.File}', which is not among the files; list it there with its hash.";
        }
    }

    /// <summary>Whether a file of a bundle may have this name.</summary>
    public static bool IsBundleFile(string name) => BundlePath.IsSafe(name) && name != ModelBundle.ManifestFileName;

    private static IEnumerable<string> FindTensorProblems(string field, IReadOnlyList<TensorSpec> tensors)
    {
        if (tensors.Count == 0)
        {
            yield return $"{field} is empty but must describe at least one tensor.";
        }

        foreach (var tensor in tensors)
        {
            if (!Datatypes.Contains(tensor.Datatype))
            {
                yield return $"{field} '{tensor.Name}' has datatype '{tensor.Datatype}' but must have one of "
                    + $"{string.Join(", ", Datatypes.Order(StringComparer.Ordinal))}.";
            }

            if (tensor.Shape.Count > MaxRank || tensor.Shape.Any(size => size is 0 or < -1))
            {
                yield return $"{field} '{tensor.Name}' has shape [{string.Join(", ", tensor.Shape)}] but must have at most "
                    + $"{MaxRank} dimensions, each a size above 0 or -1 for any.";
            }
        }

        foreach (var twice in tensors.CountBy(tensor => tensor.Name).Where(count => count.Value > 1))
        {
            yield return $"{field} names '{twice.Key}' {twice.Value} times; names must differ.";
        }
    }

    private static IEnumerable<string> FindPreprocessingProblems(Preprocessing? preprocessing)
    {
        if (preprocessing is null)
        {
            yield break;
        }

        if (!double.IsFinite(preprocessing.Scale) || preprocessing.Scale == 0)
        {
            yield return $"preprocessing.scale is {preprocessing.Scale} but must be finite and not 0.";
        }

        if (preprocessing.Mean.Any(mean => !double.IsFinite(mean)))
        {
            yield return "preprocessing.mean holds a value that is not finite.";
        }

        if (preprocessing.StandardDeviation.Any(deviation => !double.IsFinite(deviation) || deviation <= 0))
        {
            yield return "preprocessing.standardDeviation holds a value that is not above 0.";
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
