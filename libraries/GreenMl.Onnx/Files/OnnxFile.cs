using Google.Protobuf;

namespace GreenMl.Onnx;

/// <summary>Loads and saves ONNX models. A loaded model is complete (external data is read into it) and checked.</summary>
public static class OnnxFile
{
    /// <summary>Reads the model file at <paramref name="path"/> and the external data beside it.</summary>
    /// <exception cref="InvalidModelException">The file is no valid model or exceeds a limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<ModelProto> LoadAsync(string path, OnnxLimits limits, CancellationToken cancellationToken)
    {
        var fullPath = Path.GetFullPath(path);
        var bytes = await ReadFileAsync(fullPath, limits, cancellationToken);
        var model = ParseWithin(bytes, limits, fullPath);
        var budget = limits.MaxBytes - bytes.Length;
        await new ExternalData(Path.GetDirectoryName(fullPath)!, budget).ReadIntoAsync(model, cancellationToken);
        ModelRules.Check(model, limits);
        return model;
    }

    /// <summary>Reads a model from memory. External data is refused: there is no folder it could lie in.</summary>
    /// <exception cref="InvalidModelException">The bytes are no valid model or exceed a limit.</exception>
    public static ModelProto Load(byte[] bytes, OnnxLimits? limits = null)
    {
        limits ??= OnnxLimits.Default;
        RequireSize(bytes.LongLength, limits, "model");
        var model = ParseWithin(bytes, limits, "model");
        ModelRules.Check(model, limits);
        return model;
    }

    /// <summary>
    /// Writes the model. A reader of <paramref name="path"/> sees the old file or the new one, never a part: the bytes go
    /// to a temporary file in the same folder that then takes the name.
    /// </summary>
    /// <exception cref="InvalidModelException">The model exceeds the 2 GiB of a protobuf message.</exception>
    public static async Task SaveAsync(ModelProto model, string path, CancellationToken cancellationToken)
    {
        var fullPath = Path.GetFullPath(path);
        var temporary = $"{fullPath}.{Guid.CreateVersion7():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, ToBytes(model), cancellationToken);
            File.Move(temporary, fullPath, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The model as a file's content.</summary>
    /// <exception cref="InvalidModelException">The model exceeds the 2 GiB of a protobuf message.</exception>
    public static byte[] ToBytes(ModelProto model)
    {
        var tensorBytes = GraphWalk.Tensors(model.Graph).Sum(tensor => (long)tensor.RawData.Length);
        if (tensorBytes > int.MaxValue - (64 << 20))
        {
            throw new InvalidModelException(
                "model",
                $"holds {tensorBytes} bytes of tensors, more than the 2 GiB of a protobuf message",
                "Make the model smaller"
            );
        }

        return model.ToByteArray();
    }

    private static async Task<byte[]> ReadFileAsync(
        string fullPath,
        OnnxLimits limits,
        CancellationToken cancellationToken
    )
    {
        var file = new FileInfo(fullPath);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"There is no model file at '{fullPath}'.", fullPath);
        }

        RequireSize(file.Length, limits, fullPath);
        var bytes = await File.ReadAllBytesAsync(fullPath, cancellationToken);
        RequireSize(bytes.LongLength, limits, fullPath);
        return bytes;
    }

    private static void RequireSize(long length, OnnxLimits limits, string place)
    {
        if (length == 0)
        {
            throw new InvalidModelException(place, "is empty", "Export the model again");
        }

        if (length > Math.Min(limits.MaxBytes, int.MaxValue))
        {
            throw new InvalidModelException(
                place,
                $"has {length} bytes, more than the limit of {limits.MaxBytes}",
                "Use a smaller model or raise MaxBytes"
            );
        }
    }

    private static ModelProto ParseWithin(byte[] bytes, OnnxLimits limits, string place)
    {
        WireScan.RequireFieldsWithin(bytes, limits.MaxFields, place);
        try
        {
            return ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw WireScan.Malformed(place, e.Message, e);
        }
    }
}
