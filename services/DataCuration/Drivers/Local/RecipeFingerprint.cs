using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using GreenMl.Contracts.Datasets.V1;

namespace GreenMl.DataCuration.Drivers.Local;

/// <summary>
/// Names what a curation depends on: the recipe, the code, and the bytes of the source files. Equal fingerprints mean
/// equal results.
/// </summary>
internal static class RecipeFingerprint
{
    public static async Task<string> OfAsync(DatasetSpec spec, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(CodeVersion));
        hash.AppendData(Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(spec)));
        foreach (var path in Paths(spec).SelectMany(Files))
        {
            await using var file = File.OpenRead(path);
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(await SHA256.HashDataAsync(file, cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Differs for every build, because a change of the curation code may change its result.</summary>
    private static string CodeVersion => typeof(RecipeFingerprint).Module.ModuleVersionId.ToString();

    private static IEnumerable<string> Paths(DatasetSpec spec) =>
        spec.SourceCase switch
        {
            DatasetSpec.SourceOneofCase.Images =>
            [
                spec.Images.Path,
                spec.Images.LabelsPath,
                spec.Images.TestPath,
                spec.Images.TestLabelsPath,
            ],
            DatasetSpec.SourceOneofCase.Csv => [spec.Csv.Path],
            DatasetSpec.SourceOneofCase.Parquet => [spec.Parquet.Path],
            _ => [],
        };

    /// <summary>The files under a path in a fixed order; a path that is missing is the worker's to report.</summary>
    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : File.Exists(path) ? [path]
        : [];
}
