using System.Collections.Concurrent;
using System.Numerics;

namespace GreenMl.InferenceHosting.Server.Models;

/// <summary>Memory that the garbage collector never moves, so that native code can work on it in place.</summary>
internal sealed class PinnedBuffer(byte[] array)
{
    /// <summary>Bytes in use, at most <see cref="Capacity"/>.</summary>
    public int Length { get; set; }

    public int Capacity => array.Length;

    public Span<byte> Span => array.AsSpan(0, Length);

    /// <summary>Address of the first byte; valid as long as this object is referenced.</summary>
    public unsafe nint Address =>
        (nint)
            System.Runtime.CompilerServices.Unsafe.AsPointer(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array)
            );
}

/// <summary>Keeps pinned buffers for reuse, up to a bound; beyond it they are left to the garbage collector.</summary>
internal sealed class PinnedBufferPool
{
    private const int MinCapacity = 1 << 12;
    private const long MaxRetainedBytes = 32L << 20;

    // One stack per power of two.
    private readonly ConcurrentStack<PinnedBuffer>[] _free = [.. Enumerable.Range(0, 32).Select(_ => NewStack())];
    private long _retainedBytes;

    /// <summary>A buffer of this length with undefined content.</summary>
    /// <param name="length">0 to 1 GiB.</param>
    public PinnedBuffer Rent(int length)
    {
        var capacity = (int)Math.Max(MinCapacity, BitOperations.RoundUpToPowerOf2((uint)length));
        if (_free[BitOperations.Log2((uint)capacity)].TryPop(out var buffer))
        {
            Interlocked.Add(ref _retainedBytes, -capacity);
        }

        buffer ??= new PinnedBuffer(GC.AllocateUninitializedArray<byte>(capacity, pinned: true));
        buffer.Length = length;
        return buffer;
    }

    /// <summary>Takes a buffer back; the caller must not touch it again.</summary>
    public void Return(PinnedBuffer buffer)
    {
        if (Interlocked.Add(ref _retainedBytes, buffer.Capacity) > MaxRetainedBytes)
        {
            Interlocked.Add(ref _retainedBytes, -buffer.Capacity);
            return;
        }

        _free[BitOperations.Log2((uint)buffer.Capacity)].Push(buffer);
    }

    private static ConcurrentStack<PinnedBuffer> NewStack() => new();
}
