using Google.Protobuf;

namespace GreenMl.Onnx;

/// <summary>
/// Reads tensors that a model keeps in other files. Only regular files inside the model's own folder are read, and no
/// symbolic link is followed, because the model says where to read and the model may be hostile.
/// </summary>
/// <param name="folder">The folder of the model file.</param>
/// <param name="budget">Most bytes to read over all tensors.</param>
internal sealed class ExternalData(string folder, long budget)
{
    private long _budget = budget;

    public async Task ReadIntoAsync(ModelProto model, CancellationToken cancellationToken)
    {
        if (model.Graph is null)
        {
            return;
        }

        foreach (var tensor in GraphWalk.Tensors(model.Graph))
        {
            if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            {
                await ReadAsync(tensor, cancellationToken);
            }
        }
    }

    private async Task ReadAsync(TensorProto tensor, CancellationToken cancellationToken)
    {
        var length = TensorRules.RequiredBytes(tensor);
        var path = Locate(tensor, Entry(tensor, "location") ?? "");
        var offset = Number(tensor, "offset") ?? 0;
        var available = new FileInfo(path).Length;
        if ((Number(tensor, "length") ?? length) != length || offset > available || length > available - offset)
        {
            throw InvalidModelException.InTensor(
                tensor.Name,
                $"needs {length} bytes at offset {offset} of '{path}', which has {available}",
                "Put the complete data file beside the model"
            );
        }

        if (length > _budget)
        {
            throw InvalidModelException.InTensor(
                tensor.Name,
                $"needs {length} bytes of external data, {_budget} are left of the limit",
                "Use a smaller model or raise MaxBytes"
            );
        }

        _budget -= length;
        tensor.RawData = await ReadRangeAsync(path, offset, (int)length, cancellationToken);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }

    private static async Task<ByteString> ReadRangeAsync(
        string path,
        long offset,
        int length,
        CancellationToken cancellationToken
    )
    {
        // An empty range opens nothing: a pipe or device has length 0 and would block or never end.
        if (length == 0)
        {
            return ByteString.Empty;
        }

        var bytes = new byte[length];
        await using var stream = File.OpenRead(path);
        stream.Position = offset;
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private string Locate(TensorProto tensor, string location)
    {
        var segments = location.Split('/', '\\');
        if (
            location.Length == 0
            || Path.IsPathRooted(location)
            || segments.Any(s => s is ".." or "")
            || location.Contains(':')
        )
        {
            throw Refused(tensor, location, "is no plain path inside the model's folder");
        }

        var path = folder;
        foreach (var segment in segments)
        {
            path = Path.Combine(path, segment);
            var file = new FileInfo(path);
            if (file.LinkTarget is not null)
            {
                throw Refused(tensor, location, "leads over a symbolic link");
            }
        }

        return File.Exists(path) ? path : throw Refused(tensor, location, "names no existing file");
    }

    private static InvalidModelException Refused(TensorProto tensor, string location, string why) =>
        InvalidModelException.InTensor(
            tensor.Name,
            $"external data location '{location}' {why}",
            "Put the data file into the model's folder and name it by a relative path"
        );

    private static long? Number(TensorProto tensor, string key)
    {
        if (Entry(tensor, key) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, out var value) && value >= 0
            ? value
            : throw InvalidModelException.InTensor(
                tensor.Name,
                $"external data {key} '{text}' is no non-negative number",
                "Export the model again"
            );
    }

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;
}
