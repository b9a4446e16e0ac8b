using System.Security.Cryptography;
using System.Text.Json;

namespace GreenMl.Bundles;

/// <summary>Writes a bundle: files first, each by rename, the manifest last.</summary>
internal static class BundleWriter
{
    private const int BlockBytes = 1 << 20;

    public static async Task<ModelBundle> WriteAsync(
        string folder,
        BundleManifest manifest,
        IReadOnlyDictionary<string, string> sources,
        CancellationToken cancellationToken
    )
    {
        ThrowIfInvalid(folder, manifest, sources.Keys);
        Directory.CreateDirectory(folder);
        var manifestPath = Path.Combine(folder, ModelBundle.ManifestFileName);
        // From here until the last rename the folder is no bundle, so no reader can meet a mixture of two.
        File.Delete(manifestPath);

        var files = new List<BundleFile>();
        foreach (var (name, source) in sources.OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            files.Add(await PlaceAsync(folder, name, Path.GetFullPath(source), cancellationToken));
        }

        var complete = manifest with
        {
            FormatVersion = BundleManifest.CurrentFormat,
            Version = files.Single(file => file.File == ModelBundle.ModelFileName).Sha256,
            Files = files,
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(complete, BundleJson.Default.BundleManifest);
        await WriteDurablyAsync(manifestPath, bytes, cancellationToken);
        return new ModelBundle(folder, Convert.ToHexStringLower(SHA256.HashData(bytes)), complete);
    }

    private static void ThrowIfInvalid(string folder, BundleManifest manifest, IEnumerable<string> names)
    {
        var files = names.Select(name => new BundleFile(name, "", 0)).ToArray();
        var draft = manifest with { Files = files, Version = "" };
        string[] problems = [.. ManifestRules.FindProblems(draft), .. ManifestRules.FindFileProblems(draft)];
        if (problems.Length > 0)
        {
            throw new InvalidBundleException(folder, problems);
        }
    }

    private static async Task<BundleFile> PlaceAsync(
        string folder,
        string name,
        string source,
        CancellationToken cancellationToken
    )
    {
        var path = Path.Combine(folder, name);
        await using var content = File.OpenRead(source);
        if (source == path)
        {
            var hash = await SHA256.HashDataAsync(content, cancellationToken);
            return new BundleFile(name, Convert.ToHexStringLower(hash), content.Length);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".partial";
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var target = File.Create(temporary))
        {
            var block = new byte[BlockBytes];
            while (await content.ReadAsync(block, cancellationToken) is > 0 and var read)
            {
                sha256.AppendData(block, 0, read);
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }

            FlushToDisk(target);
        }

        File.Move(temporary, path, overwrite: true);
        return new BundleFile(name, Convert.ToHexStringLower(sha256.GetHashAndReset()), content.Length);
    }

    private static async Task WriteDurablyAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        var temporary = path + ".partial";
        await using (var target = File.Create(temporary))
        {
            await target.WriteAsync(bytes, cancellationToken);
            FlushToDisk(target);
        }

        File.Move(temporary, path, overwrite: true);
    }

    // Flush(true) has no asynchronous form.
    private static void FlushToDisk(FileStream stream) => stream.Flush(flushToDisk: true);
}
