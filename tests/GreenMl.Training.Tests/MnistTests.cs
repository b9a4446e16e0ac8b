using System.IO.Compression;
using GreenMl.Onnx;
using GreenMl.Testing;
using StbImageSharp;

namespace GreenMl.Training.Tests;

public sealed class MnistTests
{
    private const int Pixels = 28 * 28;

    [RequiresDataFact("mnist/train-png.zip")]
    public void The_small_network_learns_real_digits_from_ten_thousand_examples()
    {
        var examples = Read("train", take: 10_000);
        var test = Read("test", take: 10_000);
        var options = new TrainingOptions { Epochs = 3 };
        var outcome = new Trainer(options, TimeProvider.System).Train(
            ModelZoo.Create("cnn-small", [1, 28, 28], 10, seed: 1),
            Slice(examples, 0..9_000),
            Slice(examples, 9_000..10_000),
            _ => { },
            CancellationToken.None
        );
        Assert.True(AccuracyInOnnxRuntime(outcome.Model, test) >= 0.97);
    }

    private static double AccuracyInOnnxRuntime(ModelProto model, (byte[] Pixels, int[] Labels) test)
    {
        var input = test.Pixels.Select(value => value / 255f).ToArray();
        var logits = Reference.WithOnnxRuntime(model, input, test.Labels.Length, 1, 28, 28).Chunk(10);
        return logits
            .Zip(test.Labels)
            .Average(pair => Array.IndexOf(pair.First, pair.First.Max()) == pair.Second ? 1.0 : 0);
    }

    private static TrainingSet Slice((byte[] Pixels, int[] Labels) examples, Range range)
    {
        var (start, length) = range.GetOffsetAndLength(examples.Labels.Length);
        return TrainingSet.FromBytes(
            [.. examples.Pixels.AsSpan(start * Pixels, length * Pixels)],
            [1, 28, 28],
            examples.Labels[range]
        );
    }

    // The listing is ordered by class: take the rows in a shuffled order.
    private static (byte[] Pixels, int[] Labels) Read(string split, int take)
    {
        var rows = File.ReadLines(TestData.Path($"mnist/{split}.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToArray();
        var order = Enumerable.Range(0, rows.Length).ToArray();
        new SplitMix64(7).Shuffle(order);
        using var archive = ZipFile.OpenRead(TestData.Path($"mnist/{split}-png.zip"));
        var pixels = new byte[take * Pixels];
        var labels = new int[take];
        for (var i = 0; i < take; i++)
        {
            var row = rows[order[i]];
            using var entry = archive.GetEntry(row[0][(split.Length + 1)..])!.Open();
            using var file = new MemoryStream();
            entry.CopyTo(file);
            ImageResult.FromMemory(file.ToArray(), ColorComponents.Grey).Data.CopyTo(pixels, i * Pixels);
            labels[i] = int.Parse(row[1]);
        }

        return (pixels, labels);
    }
}
