using GreenMl.Datasets;
using StbImageSharp;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>A decoded image.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 when every pixel is grey, else 3 (red, green, blue).</param>
/// <param name="Planes">Channels first, then rows, then columns.</param>
internal sealed record DecodedImage(int Width, int Height, int Channels, byte[] Planes);

/// <summary>
/// Decodes PNG and JPEG. Sixteen-bit samples are reduced to eight; an alpha channel is dropped. An image whose channels agree
/// in every pixel is grey, whatever its file says.
/// </summary>
internal static class ImageDecoder
{
    /// <summary>Decodes one file; <paramref name="name"/> is for messages.</summary>
    public static async Task<DecodedImage> DecodeAsync(byte[] bytes, string name, CancellationToken cancellationToken)
    {
        if (!PngFile.IsPng(bytes) && !bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            throw InvalidSource.Because(
                $"{name} is no PNG or JPEG image ({bytes.Length} bytes). Remove it and its label."
            );
        }

        try
        {
            await CheckSizeAsync(bytes, name, cancellationToken);
            var image = ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue);
            return ToPlanes(image.Data, image.Width, image.Height);
        }
        catch (Exception e) when (e is not (OperationCanceledException or Workers.WorkerFailureException))
        {
            // The decoder throws whatever a damaged file leads it to.
            throw InvalidSource.Because(
                $"{name} is a damaged image: {e.Message} Replace it or remove it and its label.",
                e
            );
        }
    }

    private static async Task CheckSizeAsync(byte[] bytes, string name, CancellationToken cancellationToken)
    {
        await using var stream = new MemoryStream(bytes, writable: false);
        if (ImageInfo.FromStream(stream) is not { } info)
        {
            throw new InvalidDataException("its header cannot be read.");
        }

        if (info.Width is < 1 or > DatasetLimits.ImageSide || info.Height is < 1 or > DatasetLimits.ImageSide)
        {
            throw InvalidSource.Because(
                $"{name} has {info.Width} x {info.Height} pixels: at most {DatasetLimits.ImageSide} x {DatasetLimits.ImageSide} "
                    + "are allowed. Scale it down."
            );
        }

        if (PngFile.IsPng(bytes))
        {
            await PngFile.CheckInflationAsync(bytes, info.Width, info.Height, cancellationToken);
        }
    }

    private static DecodedImage ToPlanes(byte[] interleaved, int width, int height)
    {
        var plane = width * height;
        var channels = IsGrey(interleaved) ? 1 : 3;
        var planes = new byte[channels * plane];
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                planes[(channel * plane) + i] = interleaved[(i * 3) + channel];
            }
        }

        return new DecodedImage(width, height, channels, planes);
    }

    private static bool IsGrey(ReadOnlySpan<byte> interleaved)
    {
        for (var i = 0; i < interleaved.Length; i += 3)
        {
            if (interleaved[i] != interleaved[i + 1] || interleaved[i] != interleaved[i + 2])
            {
                return false;
            }
        }

        return true;
    }
}
