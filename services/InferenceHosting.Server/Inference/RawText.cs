using System.Buffers.Binary;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>Strings in raw contents: each a 4-byte little-endian length followed by as many bytes.</summary>
internal static class RawText
{
    private const int PrefixBytes = sizeof(int);

    /// <summary>Refuses bytes that are not exactly <paramref name="expected"/> strings.</summary>
    /// <exception cref="RequestException">The bytes hold fewer or more strings, or break off.</exception>
    public static void Check(ReadOnlySpan<byte> source, long expected, string field)
    {
        var rest = source;
        for (var i = 0L; i < expected; i++)
        {
            if (
                !BinaryPrimitives.TryReadUInt32LittleEndian(rest, out var length)
                || length > (uint)(rest.Length - PrefixBytes)
            )
            {
                throw RequestException.InvalidTensor(
                    field,
                    $"element {i} of {expected} breaks off; each element is a 4-byte length and as many bytes."
                );
            }

            rest = rest[(PrefixBytes + (int)length)..];
        }

        if (!rest.IsEmpty)
        {
            throw RequestException.InvalidTensor(
                field,
                $"{rest.Length} bytes follow the last of {expected} elements; the shape and the elements must agree."
            );
        }
    }

    /// <summary>Writes the strings of checked bytes into a tensor of as many.</summary>
    public static void Read(ReadOnlySpan<byte> source, OrtValue target)
    {
        var rest = source;
        for (var i = 0; !rest.IsEmpty; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            target.StringTensorSetElementAt(rest.Slice(PrefixBytes, length), i);
            rest = rest[(PrefixBytes + length)..];
        }
    }

    /// <summary>Bytes that <see cref="Write"/> needs for a tensor of <paramref name="count"/> strings.</summary>
    public static int Measure(OrtValue source, int count)
    {
        var length = 0;
        for (var i = 0; i < count; i++)
        {
            length = checked(length + PrefixBytes + source.GetStringElementAsSpan(i).Length);
        }

        return length;
    }

    /// <summary>Writes every string of <paramref name="source"/>.</summary>
    public static void Write(OrtValue source, int count, Span<byte> target)
    {
        for (var i = 0; i < count; i++)
        {
            var text = source.GetStringElementAsSpan(i);
            BinaryPrimitives.WriteInt32LittleEndian(target, text.Length);
            text.CopyTo(target[PrefixBytes..]);
            target = target[(PrefixBytes + text.Length)..];
        }
    }
}
