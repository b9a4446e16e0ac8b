using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>One receipt of one message. A later receipt of the message makes it stale.</summary>
/// <param name="Queue">The id of the queue it was received from.</param>
/// <param name="Message">The id of the row.</param>
/// <param name="Receives">The how-manieth receipt it was.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReceiptHandle(long Queue, long Message, int Receives)
{
    private const int SizeBytes = 20;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Queue);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Message);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], Receives);
        return Convert.ToBase64String(bytes);
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out ReceiptHandle handle)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        var valid = text is not null && Convert.TryFromBase64String(text, bytes, out var length) && length == SizeBytes;
        handle = valid
            ? new ReceiptHandle(
                BinaryPrimitives.ReadInt64BigEndian(bytes),
                BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
                BinaryPrimitives.ReadInt32BigEndian(bytes[16..])
            )
            : default;
        return valid;
    }
}
