using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace GreenMl.DataCuration.Worker.Tests;

/// <summary>Makes PNG files for tests.</summary>
internal static class Picture
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A grey PNG.</summary>
    public static byte[] Grey(int width, int height, Func<int, int, int> pixel) =>
        Png(width, height, colourType: 0, Rows(width, height, (x, y) => [(byte)pixel(x, y)]));

    /// <summary>A red, green and blue PNG.</summary>
    public static byte[] Colour(int width, int height, Func<int, int, byte[]> pixel) =>
        Png(width, height, colourType: 2, Rows(width, height, pixel));

    /// <summary>A picture that is like no other: blocks of noise.</summary>
    public static byte[] Unique(int seed, int side = 16)
    {
        var random = new SeededRandom((ulong)seed);
        var blocks = Enumerable.Range(0, side * side / 4).Select(_ => random.Next(256)).ToArray();
        return Grey(side, side, (x, y) => blocks[(y / 2 * (side / 2)) + (x / 2)]);
    }

    /// <summary>A PNG whose pixel data are given as they are to be deflated.</summary>
    public static byte[] Png(int width, int height, byte colourType, byte[] rows)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colourType);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Deflate(rows));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Rows(int width, int height, Func<int, int, byte[]> pixel) =>
        [
            .. Enumerable
                .Range(0, height)
                .SelectMany(y => (byte[])[0, .. Enumerable.Range(0, width).SelectMany(x => pixel(x, y))]),
        ];

    private static byte[] Deflate(byte[] bytes)
    {
        using var deflated = new MemoryStream();
        using (var stream = new ZLibStream(deflated, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return deflated.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] typed = [.. type, .. content];
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
        file.Write(number);
    }
}
