using GreenMl.Cli.Failures;
using StbImageSharp;

namespace GreenMl.Cli.Predictions;

/// <summary>An image file as the curation would read it: eight bits a channel, no alpha, grey when all channels agree.</summary>
internal static class ImageExample
{
    private const int MaximumBytes = 32 << 20;
    private const int MaximumSide = 1024;
    private const int ColourChannels = 3;

    /// <exception cref="CommandFailure">The file is no image that the model takes.</exception>
    public static async Task<Example> ReadAsync(string path, ServedModel model, CancellationToken cancellationToken)
    {
        if (model.ExampleShape is not [1 or ColourChannels, _, _])
        {
            throw CommandFailure.InvalidInput(
                $"the model takes examples of shape {model.ShapeText}, not images: use --values"
            );
        }

        var image = Decode(path, await ReadFileAsync(path, cancellationToken));
        var isGrey = IsGrey(image.Data);
        var channels = (int)model.ExampleShape[0];
        if (channels == 1 && !isGrey)
        {
            throw CommandFailure.InvalidInput($"{path} has colours but the model takes grey images: convert it");
        }

        var plane = image.Width * image.Height;
        var values = new float[channels * plane];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = image.Data[((i % plane) * ColourChannels) + (i / plane)];
        }

        return new Example(values, [channels, image.Height, image.Width]);
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw CommandFailure.InvalidInput($"--image: there is no file {path}");
        }

        return file.Length <= MaximumBytes
            ? await File.ReadAllBytesAsync(path, cancellationToken)
            : throw CommandFailure.InvalidInput(
                $"{path} has {file.Length} bytes: an image may have at most {MaximumBytes}"
            );
    }

    private static ImageResult Decode(string path, byte[] bytes)
    {
        try
        {
            CheckSize(path, bytes);
            return ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue);
        }
        catch (Exception e) when (e is not (CommandFailure or OperationCanceledException))
        {
            // The decoder throws whatever a damaged file leads it to.
            throw CommandFailure.InvalidInput($"{path} is no PNG or JPEG image or a damaged one: {e.Message}");
        }
    }

    private static void CheckSize(string path, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        if (ImageInfo.FromStream(stream) is not { } header)
        {
            throw CommandFailure.InvalidInput($"{path} is no PNG or JPEG image");
        }

        if (header.Width > MaximumSide || header.Height > MaximumSide)
        {
            throw CommandFailure.InvalidInput(
                $"{path} has {header.Width} x {header.Height} pixels: at most {MaximumSide} x {MaximumSide} are read"
            );
        }
    }

    private static bool IsGrey(ReadOnlySpan<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += ColourChannels)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2])
            {
                return false;
            }
        }

        return true;
    }
}
