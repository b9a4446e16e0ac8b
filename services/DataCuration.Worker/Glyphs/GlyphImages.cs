namespace GreenMl.DataCuration.Worker.Glyphs;

/// <summary>Draws images, and spoils copies of them the way collections do.</summary>
internal static class GlyphImages
{
    /// <summary>A new image of a class, written by a hand of its own.</summary>
    public static byte[] Draw(int glyphClass, SeededRandom random)
    {
        var strokes = GlyphShapes.Strokes(glyphClass, random.Next(GlyphShapes.StyleCount(glyphClass)));
        var hand = new GlyphHand(random);
        var canvas = new GlyphCanvas();
        var radius = random.Next(0.75, 1.7);
        foreach (var stroke in strokes)
        {
            var chain = hand.Write(stroke);
            var pressure = radius;
            for (var i = 0; i + 1 < chain.Count; i++)
            {
                var next = Math.Clamp(pressure + random.Next(-0.08, 0.08), 0.8 * radius, 1.2 * radius);
                canvas.Draw(chain[i], chain[i + 1], pressure, next);
                pressure = next;
            }
        }

        return canvas.ToPixels(random.Next(170, 256));
    }

    /// <summary>
    /// A second scan of an image: moved (half of the copies by whole pixels, a quarter by up to half a pixel each way),
    /// brighter or darker by up to a tenth, with noise of up to 6 grey levels and, at times, fewer grey levels.
    /// </summary>
    public static byte[] Rescan(ReadOnlySpan<byte> pixels, SeededRandom random)
    {
        var (dx, dy) = random.Next(4) switch
        {
            0 => (0.0, 0.0),
            1 => (random.Next(-0.5, 0.5), random.Next(-0.5, 0.5)),
            _ => ((double)random.Next(3) - 1, (double)random.Next(3) - 1),
        };
        var gain = random.Next(0.9, 1.1);
        var noise = random.Next(1.0, 6.0);
        var step = random.Next(3) == 0 ? 8 : 1;
        var copy = new byte[GlyphCanvas.Length];
        for (var i = 0; i < copy.Length; i++)
        {
            var value = gain * Sample(pixels, (i / GlyphCanvas.Side) - dy, (i % GlyphCanvas.Side) - dx);
            copy[i] = GlyphCanvas.Pixel(value + (noise * random.NextBell()));
            copy[i] = (byte)(copy[i] / step * step);
        }

        return copy;
    }

    /// <summary>An image that is of no class: a blank page, noise, or a glyph in negative.</summary>
    public static byte[] DrawOutlier(int glyphClass, SeededRandom random)
    {
        switch (random.Next(3))
        {
            case 0:
                var grey = (byte)random.Next(256);
                return [.. Enumerable.Repeat(grey, GlyphCanvas.Length)];
            case 1:
                var pixels = new byte[GlyphCanvas.Length];
                for (var i = 0; i < pixels.Length; i++)
                {
                    pixels[i] = GlyphCanvas.Pixel(random.Next(0.0, 255.0));
                }

                return pixels;
            default:
                return [.. Draw(glyphClass, random).Select(pixel => (byte)(255 - pixel))];
        }
    }

    /// <summary>The image between its pixels, by bilinear interpolation; paper beyond the edge.</summary>
    private static double Sample(ReadOnlySpan<byte> pixels, double row, double column)
    {
        var (top, left) = ((int)Math.Floor(row), (int)Math.Floor(column));
        var (down, right) = (row - top, column - left);
        return ((1 - down) * (((1 - right) * At(pixels, top, left)) + (right * At(pixels, top, left + 1))))
            + (down * (((1 - right) * At(pixels, top + 1, left)) + (right * At(pixels, top + 1, left + 1))));
    }

    private static double At(ReadOnlySpan<byte> pixels, int row, int column) =>
        (uint)row < GlyphCanvas.Side && (uint)column < GlyphCanvas.Side ? pixels[(row * GlyphCanvas.Side) + column] : 0;
}
