using System.Collections.Frozen;
using GreenMl.Contracts.Inference;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GreenMl.InferenceHosting.Server.Models;

/// <summary>A datatype under its names in the protocol, in Triton's configuration and in ONNX Runtime.</summary>
/// <param name="Name">Open Inference Protocol name.</param>
/// <param name="Element">ONNX Runtime's name.</param>
/// <param name="Config">Name in a Triton model configuration.</param>
/// <param name="ElementBytes">Bytes of one element; 0 for strings, whose elements differ in length.</param>
internal sealed record TensorDatatype(string Name, TensorElementType Element, DataType Config, int ElementBytes)
{
    private static readonly FrozenDictionary<string, TensorDatatype> ByName = new TensorDatatype[]
    {
        new("BOOL", TensorElementType.Bool, DataType.TypeBool, 1),
        new("UINT8", TensorElementType.UInt8, DataType.TypeUint8, 1),
        new("UINT16", TensorElementType.UInt16, DataType.TypeUint16, 2),
        new("UINT32", TensorElementType.UInt32, DataType.TypeUint32, 4),
        new("UINT64", TensorElementType.UInt64, DataType.TypeUint64, 8),
        new("INT8", TensorElementType.Int8, DataType.TypeInt8, 1),
        new("INT16", TensorElementType.Int16, DataType.TypeInt16, 2),
        new("INT32", TensorElementType.Int32, DataType.TypeInt32, 4),
        new("INT64", TensorElementType.Int64, DataType.TypeInt64, 8),
        new("FP16", TensorElementType.Float16, DataType.TypeFp16, 2),
        new("BF16", TensorElementType.BFloat16, DataType.TypeBf16, 2),
        new("FP32", TensorElementType.Float, DataType.TypeFp32, 4),
        new("FP64", TensorElementType.Double, DataType.TypeFp64, 8),
        new("BYTES", TensorElementType.String, DataType.TypeString, 0),
    }.ToFrozenDictionary(datatype => datatype.Name, StringComparer.Ordinal);

    /// <summary>Whether elements are strings.</summary>
    public bool IsText => Element == TensorElementType.String;

    /// <summary>The datatype of a verified manifest.</summary>
    public static TensorDatatype Of(string name) => ByName[name];
}
