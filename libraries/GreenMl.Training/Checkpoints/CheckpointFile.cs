using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace GreenMl.Training;

/// <summary>
/// Reads and writes checkpoints: magic, JSON state, tensors, each with its length before it, and a SHA-256 of it all. A
/// reader sees a whole file or none, after a power loss too.
/// </summary>
internal static class CheckpointFile
{
    private const int HashLength = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "GMLCKPT1"u8;

#pragma warning disable MA0045 // Training is one synchronous computation on its own thread, and so is its saving.
    public static void Write(string path, Checkpoint checkpoint)
    {
        var fullPath = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
        var temporary = fullPath + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(ToBytes(checkpoint));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, fullPath, overwrite: true);
    }

    /// <summary>The checkpoint at <paramref name="path"/>, or null when there is none.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static Checkpoint? TryRead(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        return FromBytes(bytes)
            ?? throw new CheckpointException(
                $"'{path}' is no checkpoint of this version or is damaged ({bytes.Length} bytes). Delete it to start anew."
            );
    }
#pragma warning restore MA0045

    private static byte[] ToBytes(Checkpoint checkpoint)
    {
        using var stream = new MemoryStream();
        stream.Write(Magic);
        WriteBlock(stream, JsonSerializer.SerializeToUtf8Bytes(checkpoint.State, TrainingJson.Default.CheckpointState));
        foreach (var tensor in checkpoint.Tensors)
        {
            WriteBlock(stream, tensor);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    private static void WriteBlock(MemoryStream stream, ReadOnlySpan<byte> block)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, block.Length);
        stream.Write(length);
        stream.Write(block);
    }

    private static Checkpoint? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Magic.Length + HashLength || !bytes.StartsWith(Magic))
        {
            return null;
        }

        var content = bytes[..^HashLength];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[^HashLength..]))
        {
            return null;
        }

        content = content[Magic.Length..];
        var state = JsonSerializer.Deserialize(ReadBlock(ref content), TrainingJson.Default.CheckpointState)!;
        var tensors = new List<byte[]>();
        while (content.Length > 0)
        {
            tensors.Add(ReadBlock(ref content).ToArray());
        }

        return new(state, tensors);
    }

    // The hash has been checked: lengths are what was written.
    private static ReadOnlySpan<byte> ReadBlock(ref ReadOnlySpan<byte> content)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(content);
        var block = content.Slice(sizeof(int), length);
        content = content[(sizeof(int) + length)..];
        return block;
    }
}

/// <summary>A checkpoint cannot be used: it is damaged or belongs to another job.</summary>
/// <param name="message">Which file, why, and what to do.</param>
public sealed class CheckpointException(string message) : Exception(message);
