using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace GreenMl.Onnx;

/// <summary>
/// Walks a serialized model without allocating, and counts its fields before the parser makes an object of each.
/// Wire format: protobuf.dev/programming-guides/encoding.
/// </summary>
internal ref struct WireScan
{
    // The recursion limit of Google.Protobuf's own parser.
    private const int MaxDepth = 100;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _place;
    private readonly int _maxFields;
    private int _position;
    private int _fields;

    private WireScan(ReadOnlySpan<byte> bytes, int maxFields, string place)
    {
        _bytes = bytes;
        _maxFields = maxFields;
        _place = place;
    }

    public static void RequireFieldsWithin(ReadOnlySpan<byte> bytes, int maxFields, string place)
    {
        var scan = new WireScan(bytes, maxFields, place);
        scan.Message(bytes.Length, ModelProto.Descriptor, depth: 0);
    }

    public static InvalidModelException Malformed(string place, string detail, Exception? inner = null) =>
        new(
            place,
            $"is no ONNX model or is truncated ({detail.TrimEnd('.')})",
            "Copy the file again, compare its size with the original, or export the model again",
            inner
        );

    private void Message(int end, MessageDescriptor descriptor, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Malformed(_place, $"messages are nested deeper than {MaxDepth}");
        }

        while (_position < end)
        {
            CountField();
            var tag = Varint(end);
            var fieldEnd = FieldEnd((WireFormat.WireType)(tag & 7), end);
            var nested = fieldEnd.isMessage ? descriptor.FindFieldByNumber((int)(tag >> 3)) : null;
            if (nested is { FieldType: FieldType.Message })
            {
                Message(fieldEnd.position, nested.MessageType, depth + 1);
            }

            _position = fieldEnd.position;
        }
    }

    private void CountField()
    {
        if (++_fields > _maxFields)
        {
            throw new InvalidModelException(
                _place,
                $"has more than {_maxFields} fields",
                "Simplify the model or raise MaxFields"
            );
        }
    }

    private (int position, bool isMessage) FieldEnd(WireFormat.WireType type, int end)
    {
        switch (type)
        {
            case WireFormat.WireType.Varint:
                Varint(end);
                return (_position, false);
            case WireFormat.WireType.Fixed32:
                return (Advance(sizeof(uint), end), false);
            case WireFormat.WireType.Fixed64:
                return (Advance(sizeof(ulong), end), false);
            case WireFormat.WireType.LengthDelimited:
                var length = Varint(end);
                return (Advance(length, end), true);
            default:
                throw Malformed(_place, $"wire type {(int)type} at byte {_position}");
        }
    }

    private readonly int Advance(ulong length, int end) =>
        length <= (ulong)(end - _position)
            ? _position + (int)length
            : throw Malformed(
                _place,
                $"the field at byte {_position} claims {length} bytes but {end - _position} are left"
            );

    private ulong Varint(int end)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position >= end)
            {
                throw Malformed(_place, $"it ends inside a number at byte {_position}");
            }

            var part = _bytes[_position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Malformed(_place, $"a number at byte {_position} is too long");
    }
}
