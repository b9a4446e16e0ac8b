namespace GreenMl.Onnx;

/// <summary>Checks that a tensor holds exactly the elements its dims claim, without allocating what it claims.</summary>
internal static class TensorRules
{
    public static void Check(TensorProto tensor)
    {
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            throw InvalidModelException.InTensor(
                tensor.Name,
                "keeps its data in another file, but the model was loaded from memory",
                "Load the model from its folder or embed the data"
            );
        }

        if (tensor.HasRawData)
        {
            RequireEqual(tensor, RequiredBytes(tensor), tensor.RawData.Length, "bytes");
        }
        else
        {
            RequireEqual(tensor, RequiredFieldValues(tensor), StoredFieldValues(tensor), "values");
        }
    }

    /// <summary>The bytes that the elements take as raw data.</summary>
    public static long RequiredBytes(TensorProto tensor)
    {
        var bits = tensor.ElementType.BitsPerElement();
        if (bits == 0)
        {
            throw InvalidModelException.InTensor(
                tensor.Name,
                $"element type {tensor.DataType} cannot be stored as raw data",
                "Convert the tensor to a numeric type"
            );
        }

        var bytes = ((Int128)tensor.ElementCount * bits + 7) / 8;
        return bytes <= int.MaxValue
            ? (long)bytes
            : throw InvalidModelException.InTensor(
                tensor.Name,
                $"dims [{string.Join(", ", tensor.Dims)}] claim {bytes} bytes, more than 2 GiB",
                "Split the tensor"
            );
    }

    private static long RequiredFieldValues(TensorProto tensor) =>
        tensor.ElementType switch
        {
            ElementType.Complex64 or ElementType.Complex128 => checked(tensor.ElementCount * 2),
            ElementType.Int4 or ElementType.UInt4 or ElementType.Float4E2M1 => (tensor.ElementCount / 2)
                + (tensor.ElementCount % 2),
            _ => tensor.ElementCount,
        };

    // Which typed field holds which element type: onnx.proto of the specification, comments of TensorProto.
    private static long StoredFieldValues(TensorProto tensor) =>
        tensor.ElementType switch
        {
            ElementType.Float32 or ElementType.Complex64 => tensor.FloatData.Count,
            ElementType.Float64 or ElementType.Complex128 => tensor.DoubleData.Count,
            ElementType.Int64 => tensor.Int64Data.Count,
            ElementType.UInt32 or ElementType.UInt64 => tensor.Uint64Data.Count,
            ElementType.String => tensor.StringData.Count,
            _ => tensor.Int32Data.Count,
        };

    private static void RequireEqual(TensorProto tensor, long required, long stored, string unit)
    {
        if (required != stored)
        {
            throw InvalidModelException.InTensor(
                tensor.Name,
                $"dims [{string.Join(", ", tensor.Dims)}] of {tensor.ElementType} need {required} {unit} "
                    + $"but the file holds {stored}",
                "Export the model again"
            );
        }
    }
}
