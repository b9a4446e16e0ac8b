using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Images of one size back to back: grey until the first coloured one comes.</summary>
internal sealed class ImageStack(int capacity)
{
    private DecodedImage? _first;
    private string _firstName = "";
    private int _channels = 1;
    private int _count;
    private byte[] _pixels = [];

    /// <summary>Channels, height and width of every image.</summary>
    public IReadOnlyList<int> Shape =>
        _first is null
            ? throw InvalidSource.Because("The source has no labelled image. Check the labels file.")
            : [_channels, _first.Height, _first.Width];

    /// <summary>The images, channels first, in the order in which they were added.</summary>
    public byte[] Pixels => _pixels;

    private int Plane => _first!.Width * _first.Height;

    /// <summary>Adds an image of the size of the first; <paramref name="name"/> is for messages.</summary>
    public void Add(DecodedImage image, string name)
    {
        if (_first is null)
        {
            (_first, _firstName) = (image, name);
            _pixels = Allocate(1);
        }

        if ((image.Width, image.Height) != (_first.Width, _first.Height))
        {
            throw InvalidSource.Because(
                $"{name} has {image.Width} x {image.Height} pixels, but {_firstName} has {_first.Width} x {_first.Height}: "
                    + "all images must have one size. Scale them before curation."
            );
        }

        if (image.Channels > _channels)
        {
            TurnToColour();
        }

        for (var channel = 0; channel < _channels; channel++)
        {
            var plane = image.Planes.AsSpan(Math.Min(channel, image.Channels - 1) * Plane, Plane);
            plane.CopyTo(_pixels.AsSpan(((_count * _channels) + channel) * Plane));
        }

        _count++;
    }

    private void TurnToColour()
    {
        var grey = _pixels;
        _channels = 3;
        _pixels = Allocate(_channels);
        for (var i = 0; i < _count * _channels; i++)
        {
            grey.AsSpan(i / _channels * Plane, Plane).CopyTo(_pixels.AsSpan(i * Plane));
        }
    }

    private byte[] Allocate(int channels)
    {
        var bytes = (long)capacity * channels * Plane;
        return bytes <= DatasetLimits.SplitBytes
            ? new byte[bytes]
            : throw InvalidSource.Because(
                $"{capacity} images of {channels} x {_first!.Height} x {_first.Width} take {bytes} bytes: at most "
                    + $"{DatasetLimits.SplitBytes} are allowed. Set 'row_limit' or scale the images down."
            );
    }
}
