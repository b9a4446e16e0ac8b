using System.Runtime.InteropServices;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>
/// What near-duplicate search compares: each image pooled to at most 32 x 32 cells per channel with its mean taken away
/// (fine), and the same blurred and pooled to at most 8 x 8 cells (coarse). Likeness is the cosine of two descriptors; the fine
/// ones are compared under shifts of at most one cell.
/// </summary>
internal sealed class ImageDescriptors
{
    private const int FineSide = 32;
    private const int CoarseSide = 8;
    private const int Shifts = 3;

    /// <summary>Pooled cells are kept with three binary places.</summary>
    private const int CoarseScale = 8;

    /// <summary>Two sums over nine neighbours.</summary>
    private const int BlurWeight = 81;

    /// <summary>Images whose grey levels vary less than this (standard deviation) have no content to compare.</summary>
    private const int BlankDeviation = 2;

    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly int _sourceHeight;
    private readonly int _sourceWidth;

    /// <summary>An empty cell before each row and empty rows around each plane keep a shift from wrapping around.</summary>
    private readonly int _stride;
    private readonly int _planeLength;
    private readonly int _fineLength;
    private readonly int _coarseLength;
    private readonly int[] _shifts;
    private readonly short[] _fine;
    private readonly short[] _coarse;
    private readonly FineNorms[] _fineNorms;
    private readonly double[] _coarseNorms;

    public ImageDescriptors(Examples examples)
    {
        (_channels, _sourceHeight, _sourceWidth) = (examples.Shape[0], examples.Shape[1], examples.Shape[2]);
        (_height, _width) = (Math.Min(_sourceHeight, FineSide), Math.Min(_sourceWidth, FineSide));
        _stride = _width + 1;
        _planeLength = ((_height + 2) * _stride) + 1;
        _fineLength = _channels * _planeLength;
        _coarseLength = _channels * CoarseSide * CoarseSide;
        _shifts =
        [
            .. from down in Enumerable.Range(-1, Shifts)
            from right in Enumerable.Range(-1, Shifts)
            select (down * _stride) + right,
        ];
        _fine = new short[(long)examples.Count * _fineLength];
        _coarse = new short[(long)examples.Count * _coarseLength];
        _fineNorms = new FineNorms[examples.Count];
        _coarseNorms = new double[examples.Count];
        for (var i = 0; i < examples.Count; i++)
        {
            Describe(examples.PixelsOf(i), i);
        }
    }

    /// <summary>Whether an image has content that can be compared.</summary>
    public bool IsComparable(int image) =>
        _fineNorms[image].Whole > BlankDeviation * Math.Sqrt(_channels * _height * _width) && _coarseNorms[image] > 0;

    /// <summary>The cosine of two coarse descriptors, -1 to 1.</summary>
    public double CoarseLikeness(int left, int right) =>
        IntegerVectors.Dot(Coarse(left), Coarse(right)) / (_coarseNorms[left] * _coarseNorms[right]);

    /// <summary>
    /// The greatest cosine of the fine descriptors, -1 to 1, when the right image is moved by up to one cell in steps of half a
    /// cell. An image between two cells is the mean of its neighbours, so its products are sums of the nine whole ones.
    /// </summary>
    public double FineLikeness(int left, int right)
    {
        Span<int> products = stackalloc int[Shifts * Shifts];
        var inner = Inner(left);
        for (var i = 0; i < products.Length; i++)
        {
            products[i] = IntegerVectors.Dot(inner, Shifted(right, _shifts[i]));
        }

        var norms = _fineNorms[right];
        var best = double.MinValue;
        for (var i = 0; i < products.Length; i++)
        {
            var (hasRight, hasDown) = (i % Shifts < Shifts - 1, i / Shifts < Shifts - 1);
            best = Math.Max(best, products[i] / norms.Whole);
            best = hasRight ? Math.Max(best, (products[i] + products[i + 1]) / norms.BetweenColumns) : best;
            best = hasDown ? Math.Max(best, (products[i] + products[i + Shifts]) / norms.BetweenRows) : best;
            if (hasRight && hasDown)
            {
                var sum = products[i] + products[i + 1] + products[i + Shifts] + products[i + Shifts + 1];
                best = Math.Max(best, sum / norms.BetweenBoth);
            }
        }

        return best / _fineNorms[left].Whole;
    }

    private Span<short> Fine(int image) => _fine.AsSpan(image * _fineLength, _fineLength);

    /// <summary>The fine descriptor without the empty cells at both ends that shifts reach into.</summary>
    private ReadOnlySpan<short> Inner(int image) => Shifted(image, 0);

    private ReadOnlySpan<short> Shifted(int image, int shift)
    {
        var margin = _stride + 1;
        return Fine(image).Slice(margin + shift, _fineLength - (2 * margin));
    }

    private Span<short> Coarse(int image) => _coarse.AsSpan(image * _coarseLength, _coarseLength);

    private void Describe(ReadOnlySpan<byte> pixels, int image)
    {
        var cells = Pool(pixels);
        var mean = (int)Math.Round(cells.Average());
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] -= mean;
        }

        FillFine(cells, Fine(image));
        FillCoarse(AddNeighbours(AddNeighbours(cells)), Coarse(image));
        _fineNorms[image] = NormsOf(image);
        _coarseNorms[image] = Math.Sqrt(IntegerVectors.Dot(Coarse(image), Coarse(image)));
    }

    private void FillFine(int[] cells, Span<short> fine)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var (channel, row, column) = (i / (_height * _width), i / _width % _height, i % _width);
            fine[(channel * _planeLength) + ((row + 1) * _stride) + column + 1] = (short)cells[i];
        }
    }

    /// <summary>Without the blur a shift of one cell would cost most of the likeness at this size.</summary>
    private void FillCoarse(int[] blurred, Span<short> coarse)
    {
        var sums = new int[_coarseLength];
        var counts = new int[_coarseLength];
        for (var i = 0; i < blurred.Length; i++)
        {
            var (channel, row, column) = (i / (_height * _width), i / _width % _height, i % _width);
            var bin =
                (((channel * CoarseSide) + (row * CoarseSide / _height)) * CoarseSide) + (column * CoarseSide / _width);
            sums[bin] += blurred[i];
            counts[bin]++;
        }

        for (var bin = 0; bin < sums.Length; bin++)
        {
            coarse[bin] = (short)(sums[bin] * CoarseScale / (BlurWeight * Math.Max(1, counts[bin])));
        }
    }

    /// <summary>The sum of each cell and its eight neighbours.</summary>
    private int[] AddNeighbours(int[] cells)
    {
        var sums = new int[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var (plane, row, column) = (i / (_height * _width) * _height * _width, i / _width % _height, i % _width);
            for (var y = Math.Max(0, row - 1); y <= Math.Min(_height - 1, row + 1); y++)
            {
                for (var x = Math.Max(0, column - 1); x <= Math.Min(_width - 1, column + 1); x++)
                {
                    sums[i] += cells[plane + (y * _width) + x];
                }
            }
        }

        return sums;
    }

    /// <summary>The norms of the image and of the sums of its copies that are one cell apart.</summary>
    private FineNorms NormsOf(int image)
    {
        var inner = Inner(image);
        double square = IntegerVectors.Dot(inner, inner);
        double columns = IntegerVectors.Dot(inner, Shifted(image, 1));
        double rows = IntegerVectors.Dot(inner, Shifted(image, _stride));
        double falling = IntegerVectors.Dot(inner, Shifted(image, _stride + 1));
        double rising = IntegerVectors.Dot(inner, Shifted(image, _stride - 1));
        return new FineNorms(
            Math.Sqrt(square),
            Math.Sqrt(2 * (square + columns)),
            Math.Sqrt(2 * (square + rows)),
            Math.Sqrt((4 * (square + columns + rows)) + (2 * (falling + rising)))
        );
    }

    /// <summary>The mean of the pixels under each cell, rounded down.</summary>
    private int[] Pool(ReadOnlySpan<byte> pixels)
    {
        var sums = new int[_channels * _height * _width];
        var counts = new int[sums.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var channel = i / (_sourceHeight * _sourceWidth);
            var row = i / _sourceWidth % _sourceHeight * _height / _sourceHeight;
            var cell = (((channel * _height) + row) * _width) + (i % _sourceWidth * _width / _sourceWidth);
            sums[cell] += pixels[i];
            counts[cell]++;
        }

        for (var cell = 0; cell < sums.Length; cell++)
        {
            sums[cell] /= counts[cell];
        }

        return sums;
    }

    /// <summary>Norms of one image: as it is, and of the sum of two or four neighbouring copies of it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct FineNorms(
        double Whole,
        double BetweenColumns,
        double BetweenRows,
        double BetweenBoth
    );
}
