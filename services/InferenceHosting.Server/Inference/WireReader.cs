using System.Buffers;
using Google.Protobuf;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>Walks over the top-level fields of a protobuf message without interpreting them.</summary>
/// <param name="message">The whole message.</param>
internal ref struct WireReader(ReadOnlySequence<byte> message)
{
    private const int MaxVarintBytes = 10;

    private SequenceReader<byte> _reader = new(message);

    public readonly bool IsAtEnd => _reader.End;

    public readonly SequencePosition Position => _reader.Position;

    /// <summary>Field number times 8 plus wire type.</summary>
    /// <exception cref="InvalidDataException">The message breaks off.</exception>
    public uint ReadTag() => (uint)ReadVarint();

    /// <summary>The content of a length-delimited field.</summary>
    /// <exception cref="InvalidDataException">The message breaks off.</exception>
    public ReadOnlySequence<byte> ReadBytes()
    {
        var length = ReadVarint();
        var start = _reader.Position;
        Advance(length);
        return message.Slice(start, _reader.Position);
    }

    /// <summary>Passes over the value that follows <paramref name="tag"/>.</summary>
    /// <exception cref="InvalidDataException">The message breaks off or uses an unknown wire type.</exception>
    public void Skip(uint tag)
    {
        switch ((WireFormat.WireType)(tag & 7))
        {
            case WireFormat.WireType.Varint:
                ReadVarint();
                break;
            case WireFormat.WireType.Fixed64:
                Advance(sizeof(ulong));
                break;
            case WireFormat.WireType.LengthDelimited:
                Advance(ReadVarint());
                break;
            case WireFormat.WireType.Fixed32:
                Advance(sizeof(uint));
                break;
            default:
                throw new InvalidDataException($"Tag {tag} has a wire type that proto3 lacks.");
        }
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            if (!_reader.TryRead(out var b))
            {
                throw BreaksOff();
            }

            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A variable-length number has more than 10 bytes.");
    }

    private void Advance(ulong count)
    {
        if (count > (ulong)_reader.Remaining)
        {
            throw BreaksOff();
        }

        _reader.Advance((long)count);
    }

    private static InvalidDataException BreaksOff() => new("The message breaks off in the middle of a field.");
}
