using GreenMl.Onnx;

namespace GreenMl.Training.Tests;

internal static class ATrainingSet
{
    /// <summary>8x8 grey images with a bright bar: lying is class 0, standing class 1.</summary>
    public static TrainingSet Bars(int count, ulong seed)
    {
        const int Side = 8;
        var random = new SplitMix64(seed);
        var pixels = new byte[count * Side * Side];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            var image = pixels.AsSpan(i * Side * Side, Side * Side);
            labels[i] = random.NextInt32(2);
            var position = random.NextInt32(Side);
            for (var j = 0; j < image.Length; j++)
            {
                var isInBar = (labels[i] == 0 ? j / Side : j % Side) == position;
                image[j] = (byte)((isInBar ? 150 : 0) + random.NextInt32(100));
            }
        }

        return TrainingSet.FromBytes(pixels, [1, Side, Side], labels);
    }

    /// <summary>Points in the plane on two rings around the origin: inside is class 0, outside class 1.</summary>
    public static TrainingSet Rings(int count, ulong seed)
    {
        var random = new SplitMix64(seed);
        var values = new float[count * 2];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.NextInt32(2);
            var angle = random.NextDouble() * 2 * Math.PI;
            var radius = (labels[i] == 0 ? 0.3 : 1.2) + (random.NextDouble() * 0.4);
            values[i * 2] = (float)(radius * Math.Cos(angle));
            values[(i * 2) + 1] = (float)(radius * Math.Sin(angle));
        }

        return TrainingSet.FromFloats(values, [2], labels);
    }
}
