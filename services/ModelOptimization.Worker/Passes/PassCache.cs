using System.Security.Cryptography;
using System.Text;

namespace GreenMl.ModelOptimization.Worker.Passes;

/// <summary>
/// Keeps what passes made in the checkpoints, named by the hash of everything that the result depends on: an attempt that
/// was interrupted goes on behind its last pass.
/// </summary>
/// <param name="directory">An existing folder.</param>
internal sealed class PassCache(string directory)
{
    /// <summary>The file that <paramref name="make"/> gives, from an earlier attempt when it is there.</summary>
    /// <param name="pass">The name of the pass.</param>
    /// <param name="inputs">Names the input and every parameter of the pass.</param>
    /// <param name="make">Makes the content.</param>
    /// <param name="cancellationToken">Stops reading and writing.</param>
    public async Task<byte[]> GetOrMakeAsync(
        string pass,
        IEnumerable<string> inputs,
        Func<Task<byte[]>> make,
        CancellationToken cancellationToken
    )
    {
        var path = Path.Combine(directory, $"{pass}-{Key(inputs)}.onnx");
        if (File.Exists(path))
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }

        var content = await make();
        var temporary = $"{path}.partial";
        await File.WriteAllBytesAsync(temporary, content, cancellationToken);
        File.Move(temporary, path, overwrite: true);
        return content;
    }

    /// <summary>Differs for every build, because a change of a pass may change its result.</summary>
    private static string Key(IEnumerable<string> inputs)
    {
        var build = typeof(PassCache).Module.ModuleVersionId.ToString();
        var text = string.Join('\n', inputs.Prepend(build));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
