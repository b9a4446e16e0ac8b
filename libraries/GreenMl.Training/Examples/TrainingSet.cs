using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GreenMl.Training;

/// <summary>
/// Labelled examples in memory, all of one shape. Bytes (pixels) are given to the model as value / 255; floats as they are.
/// The arrays are kept, not copied: do not change them during training.
/// </summary>
public sealed class TrainingSet
{
    private static readonly float[] ScaledBytes = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    private readonly byte[]? _bytes;
    private readonly float[]? _floats;
    private readonly int[] _labels;

    private TrainingSet(byte[]? bytes, float[]? floats, IReadOnlyList<int> shape, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(labels);
        _bytes = bytes;
        _floats = floats;
        _labels = labels;
        Shape = [.. shape];
        FeatureCount = Shape.Aggregate(1, (product, size) => checked(product * size));
        var values = bytes?.Length ?? floats!.Length;
        if (labels.Length == 0 || values != (long)labels.Length * FeatureCount)
        {
            throw new ArgumentException(
                $"{values} values do not make {labels.Length} examples of [{string.Join(", ", Shape)}]; "
                    + "give one label per example and at least one example.",
                nameof(labels)
            );
        }
    }

    /// <summary>The shape of one example, for example [channels, height, width] or [features].</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of examples, at least 1.</summary>
    public int Count => _labels.Length;

    /// <summary>The class of each example, counted from 0.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>The number of values in one example.</summary>
    public int FeatureCount { get; }

    /// <summary>Examples of bytes, one after the other, each in the order of <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not labels times the product of the shape.</exception>
    public static TrainingSet FromBytes(byte[] values, IReadOnlyList<int> shape, int[] labels) =>
        new(values ?? throw new ArgumentNullException(nameof(values)), null, shape, labels);

    /// <summary>Examples of floats, one after the other, each in the order of <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentException">The number of values is not labels times the product of the shape.</exception>
    public static TrainingSet FromFloats(float[] values, IReadOnlyList<int> shape, int[] labels) =>
        new(null, values ?? throw new ArgumentNullException(nameof(values)), shape, labels);

    internal void CopyExample(int index, Span<float> destination)
    {
        var start = index * FeatureCount;
        if (_floats is not null)
        {
            _floats.AsSpan(start, FeatureCount).CopyTo(destination);
            return;
        }

        var bytes = _bytes.AsSpan(start, FeatureCount);
        for (var i = 0; i < bytes.Length; i++)
        {
            destination[i] = ScaledBytes[bytes[i]];
        }
    }

    internal int Label(int index) => _labels[index];

    /// <summary>A hash of shape, values and labels.</summary>
    internal byte[] ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(Shape.AsSpan()));
        hash.AppendData(_bytes is null ? MemoryMarshal.AsBytes(_floats.AsSpan()) : _bytes);
        hash.AppendData(MemoryMarshal.AsBytes(_labels.AsSpan()));
        return hash.GetHashAndReset();
    }
}
