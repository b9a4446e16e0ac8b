using System.Buffers.Binary;
using System.IO.Compression;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>
/// Looks into PNG files before they are decoded: the decoder inflates all that a file holds, and a megabyte may inflate to a
/// gigabyte.
/// </summary>
internal static class PngFile
{
    private const int DeflateMaximumRatio = 1032;
    private const int HarmlessBytes = 64 << 20;

    private const int BufferBytes = 1 << 16;

    /// <summary>RGBA of 16 bits per sample.</summary>
    private const int MaximumBytesPerPixel = 8;

    /// <summary>Whether the bytes start as a PNG file.</summary>
    public static bool IsPng(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Inflates the pixels of a suspicious file into nothing and counts.</summary>
    /// <exception cref="InvalidDataException">They inflate to more than the image can have.</exception>
    public static async Task CheckInflationAsync(
        byte[] bytes,
        int width,
        int height,
        CancellationToken cancellationToken
    )
    {
        if ((long)bytes.Length * DeflateMaximumRatio <= HarmlessBytes)
        {
            return;
        }

        // Each row has a filter byte; an interlaced image has fewer than two more rows of them for each of its own.
        var allowed = ((long)width * height * MaximumBytesPerPixel) + (3L * height) + 64;
        await using var deflated = new MemoryStream(PixelBytes(bytes), writable: false);
        await using var inflated = new ZLibStream(deflated, CompressionMode.Decompress);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await inflated.ReadAsync(buffer, cancellationToken)) > 0)
        {
            allowed -= read;
            if (allowed < 0)
            {
                throw new InvalidDataException($"its data inflate to more than {width} x {height} pixels.");
            }
        }
    }

    /// <summary>The data of the IDAT chunks in a row.</summary>
    private static byte[] PixelBytes(ReadOnlySpan<byte> bytes)
    {
        const int ChunkOverhead = 12;
        var pixels = new List<byte>(bytes.Length);
        var rest = bytes[8..];
        while (rest.Length >= ChunkOverhead)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
            {
                throw new InvalidDataException("a chunk is longer than the file.");
            }

            if (rest.Slice(4, 4).SequenceEqual("IDAT"u8))
            {
                pixels.AddRange(rest.Slice(8, (int)length));
            }

            rest = rest[(ChunkOverhead + (int)length)..];
        }

        return [.. pixels];
    }
}
