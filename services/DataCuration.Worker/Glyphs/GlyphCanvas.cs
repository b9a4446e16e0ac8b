namespace GreenMl.DataCuration.Worker.Glyphs;

/// <summary>A grey page of 28 x 28 pixels on which a round pen leaves ink.</summary>
internal sealed class GlyphCanvas
{
    /// <summary>Pixels in a row and in a column.</summary>
    public const int Side = 28;

    /// <summary>Pixels of the page.</summary>
    public const int Length = Side * Side;

    private readonly double[] _coverage = new double[Length];

    /// <summary>
    /// Draws from point to point with a pen whose radius (in pixels) runs from <paramref name="fromRadius"/> to
    /// <paramref name="toRadius"/>; the edge is soft over one pixel.
    /// </summary>
    public void Draw(GlyphPoint from, GlyphPoint to, double fromRadius, double toRadius)
    {
        var reach = Math.Max(fromRadius, toRadius) + 1;
        var (left, right) = Cover(Math.Min(from.X, to.X) - reach, Math.Max(from.X, to.X) + reach);
        var (top, bottom) = Cover(Math.Min(from.Y, to.Y) - reach, Math.Max(from.Y, to.Y) + reach);
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var lengthSquared = Math.Max(1e-9, (dx * dx) + (dy * dy));
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                var (x, y) = (column + 0.5 - from.X, row + 0.5 - from.Y);
                var along = Math.Clamp(((x * dx) + (y * dy)) / lengthSquared, 0, 1);
                var (offX, offY) = (x - (along * dx), y - (along * dy));
                var distance = Math.Sqrt((offX * offX) + (offY * offY));
                var radius = fromRadius + (along * (toRadius - fromRadius));
                ref var pixel = ref _coverage[(row * Side) + column];
                pixel = Math.Max(pixel, Math.Clamp(radius + 0.5 - distance, 0, 1));
            }
        }
    }

    /// <summary>The page as bytes, 0 for paper and <paramref name="ink"/> (0 to 255) for full ink.</summary>
    public byte[] ToPixels(double ink) => [.. _coverage.Select(coverage => Pixel(coverage * ink))];

    /// <summary>The nearest byte.</summary>
    public static byte Pixel(double value) => (byte)Math.Clamp(value + 0.5, 0, 255);

    private static (int First, int Last) Cover(double from, double to) =>
        (Math.Max(0, (int)Math.Floor(from)), Math.Min(Side - 1, (int)Math.Floor(to)));
}
