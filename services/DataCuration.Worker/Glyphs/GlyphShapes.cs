using System.Runtime.InteropServices;

namespace GreenMl.DataCuration.Worker.Glyphs;

/// <summary>A point of a glyph: the box of a glyph goes from 0 to 1, x to the right and y down.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GlyphPoint(double X, double Y);

/// <summary>A pen stroke through some points, as a smooth curve or as straight lines.</summary>
internal sealed record GlyphStroke(bool IsSmooth, params GlyphPoint[] Points);

/// <summary>The ten digits as pen strokes, some in several styles.</summary>
internal static class GlyphShapes
{
    /// <summary>The names of the classes; a class is an index into this list.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private static readonly GlyphStroke[][][] Styles =
    [
        [
            [Curve(.5, .04, .8, .16, .9, .5, .8, .84, .5, .96, .2, .84, .1, .5, .2, .16, .5, .04)],
            [Curve(.58, .04, .76, .2, .8, .5, .66, .86, .42, .96, .24, .8, .2, .5, .34, .14, .58, .04)],
        ],
        [
            [Line(.5, .04, .5, .96)],
            [Line(.28, .26, .54, .04, .54, .96)],
            [Line(.3, .22, .52, .04, .52, .95), Line(.24, .95, .8, .95)],
        ],
        [
            [Curve(.14, .26, .3, .08, .6, .05, .82, .22, .74, .46, .44, .7, .14, .93), Line(.14, .93, .86, .93)],
            [
                Curve(.18, .2, .44, .04, .76, .14, .76, .4, .5, .66, .2, .86),
                Curve(.2, .86, .4, .78, .62, .94, .88, .86),
            ],
        ],
        [
            [
                Curve(.18, .15, .45, .04, .76, .14, .74, .36, .44, .47),
                Curve(.44, .47, .8, .56, .84, .8, .5, .96, .15, .85),
            ],
            [Line(.16, .06, .8, .06, .44, .42), Curve(.44, .42, .8, .52, .84, .78, .52, .96, .16, .88)],
        ],
        [
            [Line(.26, .05, .14, .6, .86, .6), Line(.66, .3, .64, .96)],
            [Line(.66, .96, .66, .05, .1, .66, .92, .66)],
        ],
        [
            [Line(.82, .06, .26, .06, .2, .46), Curve(.2, .46, .54, .38, .82, .54, .8, .8, .5, .95, .15, .87)],
            [Curve(.84, .05, .5, .08, .28, .08), Curve(.28, .08, .26, .4, .6, .44, .84, .62, .7, .9, .18, .94)],
        ],
        [
            [Curve(.7, .04, .36, .24, .15, .6, .24, .88, .54, .96, .82, .8, .74, .58, .5, .5, .2, .64)],
            [Curve(.5, .04, .28, .3, .2, .64, .3, .9, .58, .94, .76, .76, .62, .56, .36, .58, .22, .7)],
        ],
        [
            [Line(.12, .07, .86, .07, .4, .96)],
            [Line(.12, .07, .86, .07, .42, .96), Line(.3, .5, .76, .5)],
            [Curve(.12, .14, .4, .06, .86, .08), Curve(.86, .08, .58, .46, .46, .96)],
        ],
        [
            [
                Curve(.5, .48, .22, .32, .28, .1, .5, .04, .72, .1, .78, .32, .5, .48),
                Curve(.5, .48, .18, .66, .2, .88, .5, .96, .8, .88, .82, .66, .5, .48),
            ],
            [Curve(.78, .16, .5, .04, .24, .18, .5, .46, .8, .74, .56, .96, .22, .84, .44, .52, .78, .16)],
        ],
        [
            [Curve(.8, .36, .5, .5, .22, .4, .2, .18, .48, .04, .78, .15, .82, .4, .7, .7, .4, .96)],
            [Curve(.78, .1, .44, .06, .22, .26, .46, .46, .78, .24, .8, .08), Line(.8, .08, .72, .96)],
        ],
    ];

    /// <summary>The number of ways to write a class.</summary>
    public static int StyleCount(int glyphClass) => Styles[glyphClass].Length;

    /// <summary>The strokes of a class in one style.</summary>
    public static IReadOnlyList<GlyphStroke> Strokes(int glyphClass, int style) => Styles[glyphClass][style];

    private static GlyphStroke Curve(params double[] coordinates) => new(IsSmooth: true, Pair(coordinates));

    private static GlyphStroke Line(params double[] coordinates) => new(IsSmooth: false, Pair(coordinates));

    private static GlyphPoint[] Pair(double[] coordinates) =>
        [.. coordinates.Chunk(2).Select(pair => new GlyphPoint(pair[0], pair[1]))];
}
