namespace GreenMl.DataCuration.Worker.Glyphs;

/// <summary>
/// One way of writing: how points of the ideal glyph are displaced, warped, turned and scaled to the page. Only additions,
/// multiplications, divisions and square roots are used, whose results IEEE 754 fixes to the last bit.
/// </summary>
internal sealed class GlyphHand
{
    /// <summary>Pieces into which a curve between two points is cut.</summary>
    private const int PiecesPerCurve = 6;

    private const int WarpSide = 3;
    private const double PointJitter = 0.025;
    private const double WarpReach = 0.11;
    private const double MaximumHalfTurn = 0.11;
    private const double MaximumShear = 0.22;
    private const double MaximumOffset = 1.6;
    private const double BoxWidth = 14.5;
    private const double BoxHeight = 18.5;

    private readonly SeededRandom _random;
    private readonly GlyphPoint[] _warp = new GlyphPoint[WarpSide * WarpSide];
    private readonly (double XX, double XY, double YX, double YY) _matrix;
    private readonly GlyphPoint _offset;

    public GlyphHand(SeededRandom random)
    {
        _random = random;
        for (var i = 0; i < _warp.Length; i++)
        {
            _warp[i] = new GlyphPoint(random.Next(-WarpReach, WarpReach), random.Next(-WarpReach, WarpReach));
        }

        // The tangent of half the angle gives sine and cosine without calling either.
        var t = random.Next(-MaximumHalfTurn, MaximumHalfTurn);
        var (sine, cosine) = (2 * t / (1 + (t * t)), (1 - (t * t)) / (1 + (t * t)));
        var shear = random.Next(-MaximumShear, MaximumShear);
        var (width, height) = (BoxWidth * random.Next(0.72, 1.12), BoxHeight * random.Next(0.82, 1.1));
        _matrix = (
            cosine * width,
            ((cosine * shear) - sine) * height,
            sine * width,
            ((sine * shear) + cosine) * height
        );
        _offset = new GlyphPoint(
            (GlyphCanvas.Side / 2.0) + random.Next(-MaximumOffset, MaximumOffset),
            (GlyphCanvas.Side / 2.0) + random.Next(-MaximumOffset, MaximumOffset)
        );
    }

    /// <summary>The stroke as a chain of points in pixels.</summary>
    public IReadOnlyList<GlyphPoint> Write(GlyphStroke stroke)
    {
        var points = stroke.Points.Select(Jitter).ToArray();
        var chain = new List<GlyphPoint>();
        for (var i = 0; i + 1 < points.Length; i++)
        {
            var pieces = PiecesPerCurve;
            for (var piece = 0; piece < pieces; piece++)
            {
                var at = piece / (double)pieces;
                chain.Add(Place(stroke.IsSmooth ? OnCurve(points, i, at) : OnLine(points[i], points[i + 1], at)));
            }
        }

        chain.Add(Place(points[^1]));
        return chain;
    }

    private static GlyphPoint OnLine(GlyphPoint from, GlyphPoint to, double at) =>
        new(from.X + ((to.X - from.X) * at), from.Y + ((to.Y - from.Y) * at));

    /// <summary>Catmull and Rom's spline: it passes through every point.</summary>
    private static GlyphPoint OnCurve(GlyphPoint[] points, int index, double at)
    {
        var (before, after) = (points[Math.Max(0, index - 1)], points[Math.Min(points.Length - 1, index + 2)]);
        var (from, to) = (points[index], points[index + 1]);
        return new GlyphPoint(Spline(before.X, from.X, to.X, after.X, at), Spline(before.Y, from.Y, to.Y, after.Y, at));
    }

    private static double Spline(double before, double from, double to, double after, double t) =>
        0.5
        * (
            (2 * from)
            + ((to - before) * t)
            + (((2 * before) - (5 * from) + (4 * to) - after) * t * t)
            + (((3 * from) - before - (3 * to) + after) * t * t * t)
        );

    private GlyphPoint Jitter(GlyphPoint point) =>
        new(point.X + (PointJitter * _random.NextBell()), point.Y + (PointJitter * _random.NextBell()));

    private GlyphPoint Place(GlyphPoint point)
    {
        var warped = Warp(point);
        var (x, y) = (warped.X - 0.5, warped.Y - 0.5);
        return new GlyphPoint(
            (_matrix.XX * x) + (_matrix.XY * y) + _offset.X,
            (_matrix.YX * x) + (_matrix.YY * y) + _offset.Y
        );
    }

    /// <summary>Displaces the point by a quadratic Bézier patch over the box.</summary>
    private GlyphPoint Warp(GlyphPoint point)
    {
        var (horizontal, vertical) = (Bernstein(point.X), Bernstein(point.Y));
        var (x, y) = (point.X, point.Y);
        for (var row = 0; row < WarpSide; row++)
        {
            for (var column = 0; column < WarpSide; column++)
            {
                var weight = vertical[row] * horizontal[column];
                x += weight * _warp[(row * WarpSide) + column].X;
                y += weight * _warp[(row * WarpSide) + column].Y;
            }
        }

        return new GlyphPoint(x, y);
    }

    private static double[] Bernstein(double at) => [(1 - at) * (1 - at), 2 * at * (1 - at), at * at];
}
