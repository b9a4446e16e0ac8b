using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GreenMl.InferenceHosting.Server.Invocations;

/// <summary>Moves single tensor elements between JSON and memory.</summary>
internal static class JsonElements
{
    /// <summary>Writes the JSON value at the reader into element <paramref name="index"/>; false when it doesn't fit.</summary>
    public static bool TryWrite(ref Utf8JsonReader reader, TensorElementType element, Span<byte> target, int index)
    {
        if (element == TensorElementType.Bool)
        {
            target[index] = reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0;
            return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
        }

        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        return element switch
        {
            TensorElementType.Int8 => reader.TryGetSByte(out var value) && Set(target, index, value),
            TensorElementType.Int16 => reader.TryGetInt16(out var value) && Set(target, index, value),
            TensorElementType.Int32 => reader.TryGetInt32(out var value) && Set(target, index, value),
            TensorElementType.Int64 => reader.TryGetInt64(out var value) && Set(target, index, value),
            TensorElementType.UInt8 => reader.TryGetByte(out var value) && Set(target, index, value),
            TensorElementType.UInt16 => reader.TryGetUInt16(out var value) && Set(target, index, value),
            TensorElementType.UInt32 => reader.TryGetUInt32(out var value) && Set(target, index, value),
            TensorElementType.UInt64 => reader.TryGetUInt64(out var value) && Set(target, index, value),
            TensorElementType.Float16 => reader.TryGetSingle(out var value) && Set(target, index, (Half)value),
            TensorElementType.BFloat16 => reader.TryGetSingle(out var value) && Set(target, index, (BFloat16)value),
            TensorElementType.Float => reader.TryGetSingle(out var value) && Set(target, index, value),
            _ => reader.TryGetDouble(out var value) && Set(target, index, value),
        };
    }

    /// <summary>Writes element <paramref name="index"/> of a tensor as JSON; NaN and infinities as strings.</summary>
    public static void Write(OrtValue source, TensorElementType element, int index, Utf8JsonWriter writer)
    {
        switch (element)
        {
            case TensorElementType.String:
                writer.WriteStringValue(source.GetStringElementAsSpan(index));
                break;
            case TensorElementType.Bool:
                writer.WriteBooleanValue(Get<byte>(source, index) != 0);
                break;
            case TensorElementType.UInt64:
                writer.WriteNumberValue(Get<ulong>(source, index));
                break;
            case TensorElementType.Float:
                WriteFloat(Get<float>(source, index), writer);
                break;
            case TensorElementType.Float16:
                WriteFloat((float)Get<Half>(source, index), writer);
                break;
            case TensorElementType.BFloat16:
                WriteFloat((float)Get<BFloat16>(source, index), writer);
                break;
            case TensorElementType.Double:
                WriteDouble(Get<double>(source, index), writer);
                break;
            default:
                writer.WriteNumberValue(GetInteger(source, element, index));
                break;
        }
    }

    private static long GetInteger(OrtValue source, TensorElementType element, int index) =>
        element switch
        {
            TensorElementType.Int8 => Get<sbyte>(source, index),
            TensorElementType.Int16 => Get<short>(source, index),
            TensorElementType.Int32 => Get<int>(source, index),
            TensorElementType.UInt8 => Get<byte>(source, index),
            TensorElementType.UInt16 => Get<ushort>(source, index),
            TensorElementType.UInt32 => Get<uint>(source, index),
            _ => Get<long>(source, index),
        };

    private static void WriteFloat(float value, Utf8JsonWriter writer)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }

    private static void WriteDouble(double value, Utf8JsonWriter writer)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }

    private static bool Set<T>(Span<byte> target, int index, T value)
        where T : unmanaged
    {
        MemoryMarshal.Cast<byte, T>(target)[index] = value;
        return true;
    }

    private static T Get<T>(OrtValue source, int index)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(source.GetTensorMutableRawData())[index];
}
