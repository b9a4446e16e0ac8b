using System.Security.Cryptography;
using System.Text.Json;

namespace GreenMl.Bundles;

/// <summary>Reads a bundle and refuses whatever is not exactly as its manifest says.</summary>
internal static class BundleReader
{
    private const int MaxManifestBytes = 1 << 20;
    private const int KnownMajor = 1;

    public static async Task<ModelBundle> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var bytes = await ReadManifestBytesAsync(folder, cancellationToken);
        var manifest = Parse(folder, bytes);
        ThrowIfAny(folder, [.. ManifestRules.FindProblems(manifest), .. ManifestRules.FindFileProblems(manifest)]);

        var problems = new List<string>();
        foreach (var file in manifest.Files)
        {
            if (await FindContentProblemAsync(folder, file, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }
        }

        ThrowIfAny(folder, problems);
        return new ModelBundle(folder, Convert.ToHexStringLower(SHA256.HashData(bytes)), manifest);
    }

    private static async Task<byte[]> ReadManifestBytesAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidBundleException(folder, ["the folder does not exist; check the path."]);
        }

        var manifest = new FileInfo(Path.Combine(folder, ModelBundle.ManifestFileName));
        if (!manifest.Exists)
        {
            const string Missing =
                $"it has no {ModelBundle.ManifestFileName}; it is no bundle, or the writing of it was interrupted.";
            throw new InvalidBundleException(folder, [Missing]);
        }

        if (manifest.Length > MaxManifestBytes)
        {
            var tooLong = $"{manifest.Name} has {manifest.Length} bytes but at most {MaxManifestBytes} are allowed.";
            throw new InvalidBundleException(folder, [tooLong]);
        }

        return await File.ReadAllBytesAsync(manifest.FullName, cancellationToken);
    }

    private static BundleManifest Parse(string folder, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            CheckFormat(folder, document.RootElement);
            // Not null: CheckFormat saw an object.
            var manifest = document.Deserialize(BundleJson.Default.BundleManifest)!;
            return HasNullEntry(manifest)
                ? throw new InvalidBundleException(folder, ["a list of the manifest holds null; remove the entry."])
                : manifest;
        }
        catch (JsonException e)
        {
            throw new InvalidBundleException(folder, [$"{ModelBundle.ManifestFileName} is malformed: {e.Message}"], e);
        }
    }

    // The serializer checks nullability of properties but not of list entries.
    private static bool HasNullEntry(BundleManifest manifest) =>
        new IReadOnlyList<object?>[]
        {
            manifest.Files,
            manifest.Optimized,
            manifest.Inputs,
            manifest.Outputs,
            manifest.Labels,
            manifest.Preprocessing?.Columns ?? [],
        }.Any(list => list.Contains(null));

    // Before anything else is read: another major version may have other fields.
    private static void CheckFormat(string folder, JsonElement root)
    {
        var format =
            root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("formatVersion", out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        if (!Version.TryParse(format, out var version) || version.Major != KnownMajor)
        {
            var problem =
                $"formatVersion is '{format}' but this version of GreenMl reads {KnownMajor}.x; make the bundle again or "
                + "use a matching GreenMl.";
            throw new InvalidBundleException(folder, [problem]);
        }
    }

    private static async Task<string?> FindContentProblemAsync(
        string folder,
        BundleFile file,
        CancellationToken cancellationToken
    )
    {
        if (BundlePath.FindLink(folder, file.File) is { } link)
        {
            return $"'{link}' is a symbolic link; a bundle holds its files itself.";
        }

        var path = new FileInfo(Path.Combine(folder, file.File));
        if (!path.Exists)
        {
            return $"the file '{file.File}' is missing; make or copy the bundle again.";
        }

        if (path.Length != file.Bytes)
        {
            return $"the file '{file.File}' has {path.Length} bytes but the manifest says {file.Bytes}; copy it again.";
        }

        await using var content = path.OpenRead();
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        return sha256 == file.Sha256
            ? null
            : $"the file '{file.File}' has SHA-256 {sha256} but the manifest says '{file.Sha256}'; it was changed or "
                + "damaged, copy it again.";
    }

    private static void ThrowIfAny(string folder, List<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidBundleException(folder, problems);
        }
    }
}
