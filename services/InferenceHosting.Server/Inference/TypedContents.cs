using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>Reads tensor elements that come as protobuf numbers instead of raw bytes.</summary>
/// <param name="contents">The elements.</param>
/// <param name="datatype">Datatype of the tensor they are for.</param>
/// <param name="field">Path of the contents in the request, for errors.</param>
internal readonly ref struct TypedContents(InferTensorContents contents, TensorDatatype datatype, string field)
{
    /// <summary>Refuses another number of elements than <paramref name="expected"/>, or the wrong field.</summary>
    /// <exception cref="RequestException">What was found, what the rule is.</exception>
    public void Check(long expected)
    {
        var name =
            FieldOf(datatype.Element)
            ?? throw RequestException.InvalidTensor(
                field,
                $"{datatype.Name} has no typed form in the protocol; send raw_input_contents."
            );
        var filled = CountElements().Where(part => part.Count > 0).ToArray();
        if (filled.FirstOrDefault(part => part.Name != name).Name is { } wrong)
        {
            throw RequestException.InvalidTensor($"{field}.{wrong}", $"{datatype.Name} elements belong into {name}.");
        }

        var actual = filled.Sum(part => part.Count);
        if (actual != expected)
        {
            throw RequestException.InvalidTensor(
                $"{field}.{name}",
                $"it has {actual} elements but the shape asks for {expected}; send one element per position."
            );
        }
    }

    /// <summary>Writes checked numbers into <paramref name="target"/> as row-major little-endian elements.</summary>
    /// <exception cref="RequestException">A value is out of the datatype's range.</exception>
    public void ReadNumbers(Span<byte> target)
    {
        switch (datatype.Element)
        {
            case TensorElementType.Bool:
                for (var i = 0; i < contents.BoolContents.Count; i++)
                {
                    target[i] = contents.BoolContents[i] ? (byte)1 : (byte)0;
                }

                break;
            case TensorElementType.Int8:
                Copy<int, sbyte>(contents.IntContents, target);
                break;
            case TensorElementType.Int16:
                Copy<int, short>(contents.IntContents, target);
                break;
            case TensorElementType.Int32:
                Copy<int, int>(contents.IntContents, target);
                break;
            case TensorElementType.Int64:
                Copy<long, long>(contents.Int64Contents, target);
                break;
            case TensorElementType.UInt8:
                Copy<uint, byte>(contents.UintContents, target);
                break;
            case TensorElementType.UInt16:
                Copy<uint, ushort>(contents.UintContents, target);
                break;
            case TensorElementType.UInt32:
                Copy<uint, uint>(contents.UintContents, target);
                break;
            case TensorElementType.UInt64:
                Copy<ulong, ulong>(contents.Uint64Contents, target);
                break;
            case TensorElementType.Float:
                Copy<float, float>(contents.Fp32Contents, target);
                break;
            default:
                Copy<double, double>(contents.Fp64Contents, target);
                break;
        }
    }

    /// <summary>Writes checked strings into a tensor of as many.</summary>
    public void ReadText(OrtValue target)
    {
        for (var i = 0; i < contents.BytesContents.Count; i++)
        {
            target.StringTensorSetElementAt(contents.BytesContents[i].Span, i);
        }
    }

    private void Copy<TSource, TTarget>(RepeatedField<TSource> source, Span<byte> target)
        where TSource : INumberBase<TSource>
        where TTarget : struct, INumberBase<TTarget>
    {
        var elements = MemoryMarshal.Cast<byte, TTarget>(target);
        for (var i = 0; i < elements.Length; i++)
        {
            try
            {
                elements[i] = TTarget.CreateChecked(source[i]);
            }
            catch (OverflowException)
            {
                var value = source[i].ToString(null, CultureInfo.InvariantCulture);
                throw RequestException.InvalidTensor(
                    $"{field}.{FieldOf(datatype.Element)}[{i}]",
                    $"{value} is outside the range of {datatype.Name}."
                );
            }
        }
    }

    private (string Name, int Count)[] CountElements() =>
        [
            ("bool_contents", contents.BoolContents.Count),
            ("int_contents", contents.IntContents.Count),
            ("int64_contents", contents.Int64Contents.Count),
            ("uint_contents", contents.UintContents.Count),
            ("uint64_contents", contents.Uint64Contents.Count),
            ("fp32_contents", contents.Fp32Contents.Count),
            ("fp64_contents", contents.Fp64Contents.Count),
            ("bytes_contents", contents.BytesContents.Count),
        ];

    private static string? FieldOf(TensorElementType element) =>
        element switch
        {
            TensorElementType.Bool => "bool_contents",
            TensorElementType.Int8 or TensorElementType.Int16 or TensorElementType.Int32 => "int_contents",
            TensorElementType.Int64 => "int64_contents",
            TensorElementType.UInt8 or TensorElementType.UInt16 or TensorElementType.UInt32 => "uint_contents",
            TensorElementType.UInt64 => "uint64_contents",
            TensorElementType.Float => "fp32_contents",
            TensorElementType.Double => "fp64_contents",
            TensorElementType.String => "bytes_contents",
            _ => null,
        };
}
