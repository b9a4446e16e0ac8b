using System.Runtime.InteropServices;
using Google.Protobuf;

namespace GreenMl.Onnx;

/// <summary>Makes and reads constant tensors. All data is row-major; new tensors hold little-endian <c>raw_data</c>.</summary>
public static class Tensors
{
    /// <summary>A float32 tensor. No <paramref name="dims"/> makes a scalar.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the dims.</exception>
    public static TensorProto Float32(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims) =>
        Create(name, ElementType.Float32, values, dims);

    /// <inheritdoc cref="Float32"/>
    public static TensorProto Int64(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> dims) =>
        Create(name, ElementType.Int64, values, dims);

    /// <inheritdoc cref="Float32"/>
    public static TensorProto Int32(string name, ReadOnlySpan<int> values, params ReadOnlySpan<long> dims) =>
        Create(name, ElementType.Int32, values, dims);

    /// <inheritdoc cref="Float32"/>
    public static TensorProto Int8(string name, ReadOnlySpan<sbyte> values, params ReadOnlySpan<long> dims) =>
        Create(name, ElementType.Int8, values, dims);

    /// <inheritdoc cref="Float32"/>
    public static TensorProto UInt8(string name, ReadOnlySpan<byte> values, params ReadOnlySpan<long> dims) =>
        Create(name, ElementType.UInt8, values, dims);

    extension(TensorProto tensor)
    {
        /// <summary>The element type; <see cref="ElementType.Undefined"/> when the tensor names none.</summary>
        public ElementType ElementType => (ElementType)tensor.DataType;

        /// <summary>The number of elements that the dims claim; 1 for a scalar.</summary>
        /// <exception cref="InvalidModelException">A dim is negative or the product exceeds <see cref="long.MaxValue"/>.</exception>
        public long ElementCount => CountElements(tensor);

        /// <summary>The elements of a float32 tensor, as a copy.</summary>
        /// <exception cref="InvalidModelException">The tensor has another type or too few or too many elements.</exception>
        public float[] ToFloats() => Read<float>(tensor, ElementType.Float32, t => [.. t.FloatData]);

        /// <summary>The elements of an int64 tensor, as a copy.</summary>
        /// <exception cref="InvalidModelException">The tensor has another type or too few or too many elements.</exception>
        public long[] ToInt64s() => Read<long>(tensor, ElementType.Int64, t => [.. t.Int64Data]);

        /// <summary>The elements of an int32 tensor, as a copy.</summary>
        /// <exception cref="InvalidModelException">The tensor has another type or too few or too many elements.</exception>
        public int[] ToInt32s() => Read<int>(tensor, ElementType.Int32, t => [.. t.Int32Data]);

        /// <summary>The elements of an int8 tensor, as a copy.</summary>
        /// <exception cref="InvalidModelException">The tensor has another type or too few or too many elements.</exception>
        public sbyte[] ToInt8s() =>
            Read(tensor, ElementType.Int8, t => t.Int32Data.Select(value => (sbyte)value).ToArray());

        /// <summary>The elements of a uint8 tensor, as a copy.</summary>
        /// <exception cref="InvalidModelException">The tensor has another type or too few or too many elements.</exception>
        public byte[] ToUInt8s() =>
            Read(tensor, ElementType.UInt8, t => t.Int32Data.Select(value => (byte)value).ToArray());

        /// <summary>Replaces the elements of a float32 tensor, keeping name and dims.</summary>
        /// <exception cref="ArgumentException">The number of values is not the product of the dims.</exception>
        public void SetFloats(ReadOnlySpan<float> values)
        {
            RequireCount(values.Length, tensor.ElementCount, tensor.Name);
            tensor.DataType = (int)ElementType.Float32;
            tensor.FloatData.Clear();
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        }
    }

    private static TensorProto Create<T>(string name, ElementType type, ReadOnlySpan<T> values, ReadOnlySpan<long> dims)
        where T : unmanaged
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(dims);
        RequireCount(values.Length, tensor.ElementCount, name);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        return tensor;
    }

    private static void RequireCount(long values, long claimed, string name)
    {
        if (values != claimed)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has dims for {claimed} values but {values} were given.",
                nameof(values)
            );
        }
    }

    private static long CountElements(TensorProto tensor)
    {
        var count = 1L;
        foreach (var dim in tensor.Dims)
        {
            if (dim < 0 || (dim > 0 && count > long.MaxValue / dim))
            {
                throw InvalidModelException.InTensor(
                    tensor.Name,
                    $"dims [{string.Join(", ", tensor.Dims)}] are negative or their product overflows",
                    "Export the model again"
                );
            }

            count *= dim;
        }

        return count;
    }

    private static T[] Read<T>(TensorProto tensor, ElementType wanted, Func<TensorProto, T[]> readTyped)
        where T : unmanaged
    {
        if (tensor.ElementType != wanted)
        {
            throw InvalidModelException.InTensor(
                tensor.Name,
                $"has element type {tensor.ElementType} where {wanted} is needed",
                "Convert the tensor"
            );
        }

        var values = tensor.HasRawData ? MemoryMarshal.Cast<byte, T>(tensor.RawData.Span).ToArray() : readTyped(tensor);
        if (values.Length != tensor.ElementCount)
        {
            throw InvalidModelException.InTensor(
                tensor.Name,
                $"dims claim {tensor.ElementCount} elements but {values.Length} are stored",
                "Export the model again"
            );
        }

        return values;
    }
}
